"""Text to fields: unit numbers, parties, dates, numbers, page numbering."""
