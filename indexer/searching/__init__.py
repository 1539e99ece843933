"""Asking an index: what a request means, its answer, what may come next while one types."""
