"""Build publishing/srgb.icc, the colour profile that searchable PDFs state as their output intent.

.venv/bin/python scripts/srgb_profile.py          check: exit 1 where the shipped file is not what this builds
.venv/bin/python scripts/srgb_profile.py --write  write the file anew

A version 2 profile (ICC.1:2001-04), which every part of PDF/A takes: LittleCMS, and with it Pillow, writes version 4 only.
"""

import argparse
import struct

from publishing.pdfa import PROFILE_FILE

WHITE = (0.9642, 1.0, 0.8249)
"""D50, to which profiles refer all colours."""
RED, GREEN, BLUE = (0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410)
"""The primaries of IEC 61966-2-1 adapted to D50 by Bradford's method."""
STEPS = 1024


def profile():
    """The sRGB colour space (IEC 61966-2-1) of a display. The same bytes at every call."""
    tags = {
        b"desc": description("sRGB IEC61966-2.1"),
        b"cprt": b"text\0\0\0\0No copyright, use freely\0",
        b"wtpt": xyz(WHITE),
        b"rXYZ": xyz(RED),
        b"gXYZ": xyz(GREEN),
        b"bXYZ": xyz(BLUE),
        b"rTRC": curve(),
    }
    at, table, body = 128 + 4 + 12 * (len(tags) + 2), b"", b""
    for name, content in tags.items():
        for each in (name, b"gTRC", b"bTRC") if name == b"rTRC" else (name,):  # one curve serves all three
            table += struct.pack(">4sII", each, at + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(">I4xI4s4s4s", at + len(body), 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H4s", 2000, 1, 1, 0, 0, 0, b"acsp") + bytes(28) + b"".join(fixed(value) for value in WHITE) + bytes(48)
    return head + struct.pack(">I", len(tags) + 2) + table + body


def fixed(value):
    """A number as s15Fixed16."""
    return struct.pack(">i", round(value * 65536))


def xyz(values):
    """A colour as an XYZ tag."""
    return b"XYZ \0\0\0\0" + b"".join(fixed(value) for value in values)


def description(text):
    """A name as a textDescription tag, in ASCII alone."""
    name = text.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(4 + 4 + 2 + 1 + 67)


def curve():
    """The transfer curve of IEC 61966-2-1, 5.2, as a table."""
    values = (step / (STEPS - 1) for step in range(STEPS))
    linear = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values)
    return b"curv\0\0\0\0" + struct.pack(f">I{STEPS}H", STEPS, *(round(65535 * value) for value in linear))


def main():
    """Write or compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    if parser.parse_args().write:
        PROFILE_FILE.write_bytes(profile())
    elif PROFILE_FILE.read_bytes() != profile():
        raise SystemExit(f"{PROFILE_FILE} is not what this builds")


if __name__ == "__main__":
    main()
