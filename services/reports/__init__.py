"""Reports of the archive: which there are, what they hold, writing and signing them."""
