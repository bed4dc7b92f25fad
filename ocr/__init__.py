"""Pixels to text with boxes: engines behind one protocol."""
