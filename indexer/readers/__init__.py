"""Readers: one file per format; ``read`` tells the format from the bytes."""
