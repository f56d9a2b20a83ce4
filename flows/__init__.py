"""What happens to many documents: from raw/ to clean/, again and again, on one machine or several.

A run passes through the folders in this order; each says in its own words what it does.

    config      what is wanted: configuration files, environment, and the settings of a run that come of them
    raw         what lies in raw/: which files there are, what they are called, how they are opened
    readers     documents out of a file, one module a format
    books       what is due, and what came of what: plan, manifest, journals, change feed
    workers     cleaning on many processes: batches, the pool that watches its workers, a batch door to door
    writers     into clean/: every write whole or not at all, one module a format
    runs        all of it from start to end, and how it ended

Around them lie `recorded` (the run as Prefect sees it), `operation` (schedules, triggers, the server, watching),
`aftercare` (what is done with clean documents later) and `cli` (the command line).

Nothing heavy is imported here; Prefect is imported by a few modules only, which tests/test_architecture.py names.
"""
