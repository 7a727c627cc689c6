"""A package of modules that import each other, for archives."""
