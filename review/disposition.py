"""File names in answers."""

from urllib.parse import quote


def disposition(kind: str, name: str, plain: str) -> str:
    """A Content-Disposition value (RFC 6266): `kind` is inline or attachment, `plain` the ASCII name for clients that know no other."""
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name.encode(errors='replace'), safe='')}"
