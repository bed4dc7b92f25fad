"""Pages to documents, documents to dossiers: grouping, filing, required sets, archive numbers."""
