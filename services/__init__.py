"""Use cases: load, call stages, decide, save, say what is next; one transaction each."""
