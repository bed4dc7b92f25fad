"""From a path to pixels or rows: watching, probing, decoding in a sandbox, reading spreadsheets."""
