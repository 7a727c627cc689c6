"""The jobs of the folder ``golden``, in Python."""
