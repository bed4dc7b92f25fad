"""Every text that the web shows, by its Simplified Chinese."""


def say(text: str, **values: object) -> str:
    """The text with values put in by name."""
    return text % values if values else text
