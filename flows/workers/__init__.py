"""Cleaning on many processes: a batch door to door, the worker that takes it, the pool that watches the workers."""
