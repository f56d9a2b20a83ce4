"""Cleaning on many processes: a shard door to door, the worker that takes it, the pool that watches the workers."""
