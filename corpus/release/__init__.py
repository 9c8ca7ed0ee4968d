"""What a release is: its files and tables, its proof, its history, and what is said of it."""
