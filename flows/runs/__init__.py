"""A run from start to end: discover, clean, commit, and what is said of it."""
