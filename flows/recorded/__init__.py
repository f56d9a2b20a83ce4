"""The run as Prefect sees it: its flow and tasks, what its pages show, and Prefect's own API where none is up."""
