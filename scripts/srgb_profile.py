"""Build publishing/srgb.icc, the colour profile that searchable PDFs state as their output intent.

.venv/bin/python scripts/srgb_profile.py          check: exit 1 where the shipped file is not what this builds
.venv/bin/python scripts/srgb_profile.py --write  write the file anew

LittleCMS makes it; what would differ from day to day or release to release is fixed: the date, and version 4.2, which PDF/A-2 goes by.
"""

import argparse

from PIL import ImageCms

from publishing.pdfa import PROFILE_FILE

_DATE = bytes.fromhex("07d0 0001 0001 0000 0000 0000")  # 1 January 2000
_VERSION = bytes.fromhex("04200000")


def profile():
    """The sRGB profile (IEC 61966-2-1) as LittleCMS writes it, without a date."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[8:12], made[24:36] = _VERSION, _DATE
    return bytes(made)


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
