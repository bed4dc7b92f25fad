"""Web shell: review queue, dossiers, findings, status."""
