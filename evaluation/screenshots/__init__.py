"""Pictures of every page of the web application at two sizes, and a session at the desk by key alone: docs/screenshots."""
