"""List the licences of all dependencies in docs/licences.md, or check that the list is true and free for commercial use.

python scripts/licences.py          check: exit 1 where a licence is refused or unknown, or the page is out of date
python scripts/licences.py --write  write the page anew
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
REFUSED = re.compile(
    r"\bAGPL|AFFERO|(?<!L)\bGPL|(?<!LESSER )\bGENERAL PUBLIC LICENSE|SSPL|COMMONS CLAUSE|PROPRIETARY|NON-?COMMERCIAL|UNKNOWN|^$",
    re.IGNORECASE,
)
READ = {"axe-playwright-python": ("MIT (with axe-core: MPL-2.0)", "MIT License")}
"""Packages whose metadata names no licence: what their own licence file says, and how that file must begin."""
HEAD = """# Licences of the dependencies

Written by `make licences` from the packages that requirements.lock installs; `make test` fails where it is out of date, where a package
states no licence, or where one is GPL, AGPL or bars commercial use. LGPL and MPL parts are separate, replaceable shared modules that are
imported as they are. HEIC files are read by pi-heif, not pillow-heif, because its wheels carry no x265 encoder (GPL). PDF is read and
written by pikepdf (MPL-2.0), pypdfium2 (Apache-2.0/BSD-3-Clause) and, as a separate program, poppler-utils (GPL, run, never linked).

Not dependencies: OCRmyPDF (MPL-2.0) with Ghostscript (AGPL) and its other parts is what the benchmarks measure against. `make setup-bench`
alone installs it, from requirements-peers.lock into .venv-peers; nothing of the product imports or runs it, and no image carries it.

| package | licence |
|---|---|
"""


def locked() -> set[str]:
    """Names of the packages in requirements.lock, normalised."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return {normal(line.split("==")[0]) for line in lines if "==" in line and not line.startswith((" ", "#"))}


def normal(name: str) -> str:
    """A package name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower().strip()


def stated() -> dict[str, str]:
    """Licence by package, for the locked packages that are installed here."""
    command = [sys.executable, "-m", "piplicenses", "--format=json", "--with-system", "--from=mixed", "--with-license-file"]
    listed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    names = locked()
    return {normal(row["Name"]): licence(row) for row in listed if normal(row["Name"]) in names}


def licence(row: dict[str, str]) -> str:
    """What the package's metadata states, or else what was read in its licence file, as long as that begins as it did."""
    name, begins = READ.get(normal(row["Name"]), ("", ""))
    return name if name and row["License"] == "UNKNOWN" and row["LicenseText"].startswith(begins) else row["License"]


def written() -> dict[str, str]:
    """Licence by package as docs/licences.md says."""
    if not PAGE.exists():
        return {}
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return {row[0]: row[1] for row in rows[1:] if len(row) == 2}


def main() -> int:
    """Write or check; returns the exit code."""
    parser = argparse.ArgumentParser(description="Licences of the dependencies.")
    parser.add_argument("--write", action="store_true", help="write docs/licences.md")
    licences = stated()
    if parser.parse_args().write:
        rows = (f"| {name} | {licence} |\n" for name, licence in sorted(licences.items()))
        PAGE.write_text(HEAD + "".join(rows), encoding="utf-8")
    faults = [f"{name}: the licence is refused: {licence!r}" for name, licence in sorted(licences.items()) if REFUSED.search(licence)]
    known = written()
    # A package may be needed only by another Python version, so the page may hold more than is installed here.
    faults += [
        f"{name}: docs/licences.md is out of date, run make licences" for name in sorted(licences) if known.get(name) != licences[name]
    ]
    faults += [f"{name}: listed but no longer locked, run make licences" for name in sorted(known.keys() - locked())]
    print("\n".join(faults) or f"{len(licences)} dependencies, all free for commercial use")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
