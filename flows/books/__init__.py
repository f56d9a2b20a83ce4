"""The books of clean/: which document came of which file, what is due, what changed, and in which form."""
