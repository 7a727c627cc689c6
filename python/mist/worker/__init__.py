"""The Python process of one run, attached to the worker's Spark session. Mist starts it: ``python -m mist.worker``."""
