"""Pixels to pixels and measures: orientation, deskew, blank and separator pages, quality, geometry."""
