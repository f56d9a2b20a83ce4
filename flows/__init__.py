"""What happens to many documents: finding raw files, reading them, what is pending, writing clean/, schedules.

Nothing heavy is imported here; Prefect is imported by a few modules only, which tests/test_architecture.py names.
"""
