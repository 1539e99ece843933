"""Filling an index: what is new or changed, one write of it, what it means for others."""
