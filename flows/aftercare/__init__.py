"""What is done with clean documents later: verify, restore, forget, export."""
