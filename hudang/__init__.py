"""Top floor: settings, wiring, command line."""
