"""What is said of a trained model: why it may not work."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A reason for which a trained model does not go live: stable code, English and Chinese sentence with their figures."""

    code: str
    en: str
    zh: str
