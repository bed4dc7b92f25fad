"""How much one file or page may cost before it is refused."""

from dataclasses import dataclass

_MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodeLimits:
    """Bounds of reading one file; every bound is decided from the file's own headers before anything is decoded, or enforced by the kernel.

    `max_file_bytes`: larger files are refused. `max_pages`: files with more pages are refused. `max_page_pixels`: width × height of a page
    as stored; larger pages are refused. `render_pixels`: bound of the image handed on; larger pages are shrunk to it. `max_dpi`: resolution
    at which vector pages are drawn. `memory_bytes`: memory that one decoder may take beyond an idle one. `wall_seconds` and `cpu_seconds`:
    time of one call to the sandbox.
    """

    max_file_bytes: int = 4096 * _MIB
    max_pages: int = 5_000
    max_page_pixels: int = 500_000_000
    render_pixels: int = 36_000_000
    max_dpi: int = 300
    memory_bytes: int = 640 * _MIB
    wall_seconds: float = 120.0
    cpu_seconds: int = 90
