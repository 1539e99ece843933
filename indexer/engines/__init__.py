"""Engines: one file each, behind ``port.py``; opened by name in ``open_generations``."""
