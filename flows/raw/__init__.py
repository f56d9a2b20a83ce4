"""What lies in raw/: finding files, naming documents, opening what holds them, here or behind an address."""
