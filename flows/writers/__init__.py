"""How clean documents reach the disk. `atomic` owns every write; one module an output format."""
