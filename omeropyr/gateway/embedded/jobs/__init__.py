"""Long work: rows in the database that any serving process may take up, each of them once."""
