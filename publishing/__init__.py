"""Documents to files for people: searchable PDF, thumbnails, folder trees, tables."""
