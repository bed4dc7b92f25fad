"""Pure functions from records to findings."""
