"""Database and object store: the only room that knows SQL, column names and object paths."""
