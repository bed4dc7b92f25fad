"""Text to the kind of paper, with a calibrated probability."""
