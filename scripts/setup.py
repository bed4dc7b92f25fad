"""Make this checkout ready to run: system packages by apt, then .venv from requirements.lock. Standard library only.

    python3 scripts/setup.py            what the program needs
    python3 scripts/setup.py --tests    also what the tests need
    python3 scripts/setup.py --firefox  also Firefox, in which the journeys of tests/e2e can run too
    python3 scripts/setup.py --bench    also the tools of others that the benchmarks measure against, apart in .venv-peers

Repeating it is at once while nothing has changed. HUDANG_NO_INSTALL=1 forbids system packages: the command is printed instead.
Exit codes: 0 ready, 3 something is missing that may not be installed from here.
"""

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST, NEWEST = (3, 11), (3, 14)
MISSING = 3


class Need:
    """Something of the system: the packages that bring it (the first that apt knows is taken), what for, and a probe for it."""

    def __init__(self, packages, purpose, present):
        self.packages, self.purpose, self.present = packages, purpose, present


class Environment:
    """A virtual environment: its folder, the lock file of what it holds, and whether this project goes in too."""

    def __init__(self, folder, lock, *, own):
        self.folder, self.lock, self.own = ROOT / folder, ROOT / lock, own
        self.python, self.stamp = self.folder / "bin" / "python", self.folder / ".hudang-setup"


PRODUCT = Environment(".venv", "requirements.lock", own=True)
PEERS = Environment(".venv-peers", "requirements-peers.lock", own=False)
"""What the product is measured against. Never a dependency of it: OCRmyPDF runs Ghostscript (AGPL)."""


BROWSERS = ("chromium", "chromium-browser", "google-chrome")
"""The names under which systems have it; tests/e2e looks for the same."""
FIREFOXES = ("firefox-esr", "firefox")
"""Likewise; the Makefile looks for the same."""


def program(name):
    """A probe for a program on the path."""
    return lambda: shutil.which(name) is not None


def one_of(*names):
    """A probe for any of several programs on the path."""
    return lambda: any(shutil.which(name) for name in names)


def library(name):
    """A probe for a shared library that the loader finds."""

    def present():
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return present


def language(code):
    """A probe for a language of Tesseract."""

    def present():
        if shutil.which("tesseract") is None:
            return False
        listed = subprocess.run(["tesseract", "--list-langs"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        return code in listed.stdout.decode("utf-8", "replace").split()

    return present


def font(pattern):
    """A probe for a font file of the system."""
    return lambda: any(Path("/usr/share/fonts").glob("**/" + pattern))


def postgres():
    """A probe for PostgreSQL's server programs, which Debian keeps off the path."""
    return shutil.which("postgres") is not None or any(Path("/usr/lib/postgresql").glob("*/bin/postgres"))


def venv_module():
    """A probe for the parts of Python that make virtual environments."""
    return subprocess.run([sys.executable, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL, check=False).returncode == 0


RUNTIME = [
    Need([f"python3.{sys.version_info[1]}-venv", "python3-venv"], "makes the virtual environment", venv_module),
    Need(["tesseract-ocr"], "fallback text recognition", program("tesseract")),
    Need(["tesseract-ocr-chi-sim"], "its Simplified Chinese", language("chi_sim")),
    Need(["tesseract-ocr-chi-tra"], "its Traditional Chinese", language("chi_tra")),
    Need(["tesseract-ocr-eng"], "its English", language("eng")),
    Need(["tesseract-ocr-osd"], "its page orientation", language("osd")),
    Need(["poppler-utils"], "draws PDF pages", program("pdftoppm")),
    Need(["poppler-data"], "draws Chinese text whose font a PDF does not carry", Path("/usr/share/poppler/cMap").is_dir),
    Need(["fonts-wqy-microhei"], "prints Chinese on separator sheets", font("wqy-microhei.ttc")),
    Need(["libgl1"], "image library", library("libGL.so.1")),
    Need(["libglib2.0-0t64", "libglib2.0-0"], "image library", library("libgthread-2.0.so.0")),
]
TESTS = [
    Need(["fonts-noto-cjk"], "generated samples", font("NotoSansCJK-Regular.ttc")),
    Need(["fonts-arphic-uming"], "generated samples", font("uming.ttc")),
    Need(["fonts-arphic-ukai"], "generated samples", font("ukai.ttc")),
    Need(["fonts-wqy-zenhei"], "generated samples", font("wqy-zenhei.ttc")),
    Need(["chromium", "chromium-browser"], "a real browser for the tests of the web application", one_of(*BROWSERS)),
    Need(["redis-server"], "broker of the scaled form", program("redis-server")),
    Need(["postgresql"], "database of the scaled form", postgres),
]
FIREFOX = [Need(["firefox-esr", "firefox"], "another real browser for the tests of the web application", one_of(*FIREFOXES))]
BENCH = [Need(["ghostscript"], "part of OCRmyPDF, which the benchmarks measure against", program("gs"))]


def say(text):
    """Tell the operator."""
    print(text, flush=True)


def stop(text):
    """End with what is missing and how to mend it."""
    print(text, file=sys.stderr, flush=True)
    raise SystemExit(MISSING)


def use_a_known_python():
    """Go on under a Python of a known version, this one or the newest other on the path."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            os.execv(found, [found, *sys.argv])
    stop(f"Python 3.{OLDEST[1]} to 3.{NEWEST[1]} is needed, this is {sys.version.split()[0]}. Install one, then repeat: make setup")


def missing_packages(needs):
    """The needs that are not there, each with the package to install for it."""
    lacking = [need for need in needs if not need.present()]
    return [(need, next((name for name in need.packages if known_to_apt(name)), need.packages[-1])) for need in lacking]


def known_to_apt(name):
    """Whether apt could install a package of that name."""
    if shutil.which("apt-cache") is None:
        return False
    shown = subprocess.run(["apt-cache", "policy", name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout.decode()
    return "Candidate:" in shown and "Candidate: (none)" not in shown


def install_system_packages(needs):
    """Name each missing package, then install all of them, or end with the command to run."""
    if all(need.present() for need in needs):
        return
    prefix = apt_prefix()
    if prefix is not None:
        subprocess.run([*prefix, "apt-get", "update", "-qq"], check=False)
    wanted = missing_packages(needs)
    names = sorted({name for _, name in wanted})
    command = "apt-get install -y --no-install-recommends " + " ".join(names)
    for need, name in wanted:
        say(f"missing: {name} ({need.purpose})")
    if prefix is None:
        stop(f"These system packages may not be installed from here. Install them, then repeat:\n  sudo apt-get update && sudo {command}")
    say("installing: " + " ".join(names))
    with services_kept_still(prefix):
        done = subprocess.run([*prefix, "env", "DEBIAN_FRONTEND=noninteractive", *command.split()], check=False).returncode
    left = [name for need, name in wanted if not need.present()]
    if done or left:
        stop(f"apt could not bring {' '.join(left or names)}. Install by hand, then repeat:\n  sudo apt-get update && sudo {command}")


def apt_prefix():
    """How to run apt-get: nothing for root, sudo where it asks no password, None where neither may be."""
    if os.environ.get("HUDANG_NO_INSTALL") or shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
        return ["sudo", "-n"]
    return None


@contextmanager
def services_kept_still(prefix):
    """While packages install, no service of theirs starts, and none is left to start with the machine: tests start their own."""
    policy = Path("/usr/sbin/policy-rc.d")
    mine, known = not policy.exists(), enabled_services()
    if mine:
        with tempfile.NamedTemporaryFile("w", suffix=".sh") as script:
            script.write("#!/bin/sh\nexit 101\n")
            script.flush()
            subprocess.run([*prefix, "install", "-m", "755", script.name, str(policy)], check=True)
    try:
        yield
    finally:
        if mine:
            subprocess.run([*prefix, "rm", "-f", str(policy)], check=True)
        for name in sorted(enabled_services() - known):
            subprocess.run([*prefix, "systemctl", "disable", "-q", name], check=False)


def enabled_services():
    """Which of the servers that tests use start with this machine."""
    if not Path("/run/systemd/system").exists():
        return set()
    names = ("redis-server", "postgresql")
    return {name for name in names if subprocess.run(["systemctl", "is-enabled", "-q", name], check=False).returncode == 0}


def make_venv(environment):
    """Build or refresh a virtual environment so that it holds what its lock file pins."""
    key = fingerprint(environment)
    usable = venv_works(environment)
    if usable and environment.stamp.is_file() and environment.stamp.read_text(encoding="utf-8") == key:
        return
    if not os.access(ROOT, os.W_OK):
        stop(f"The folder {ROOT} may not be written to. Copy the project to a folder of your own, then repeat: make setup")
    say(f"installing the Python packages of {environment.lock.name} into {environment.folder.name} (a few minutes the first time)")
    if not usable:
        run([sys.executable, "-m", "venv", "--clear", str(environment.folder)])
    pip = [str(environment.python), "-m", "pip", "install", "-q", "--no-input", "--disable-pip-version-check", "--no-deps"]
    run([*pip, "--require-hashes", "-r", str(environment.lock)])
    if environment.own:
        run([*pip, "--no-build-isolation", "-e", str(ROOT)])
    environment.stamp.write_text(key, encoding="utf-8")


def venv_works(environment):
    """Whether the environment runs, is of a known Python, and stands where it was made (its programs name their own place)."""
    pip = environment.folder / "bin" / "pip"
    if not pip.is_file() or str(environment.python) not in pip.read_text(encoding="utf-8", errors="replace")[:2000]:
        return False
    check = f"import sys, pip; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    try:
        return subprocess.run([str(environment.python), "-c", check], stderr=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def fingerprint(environment):
    """What the environment is made of, as a line."""
    files = [environment.lock, *([ROOT / "pyproject.toml"] if environment.own else [])]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest() + "\n"


def run(command):
    """Run a step of building an environment; its failure ends the set-up with what to do."""
    try:
        done = subprocess.run(command, cwd=str(ROOT), check=False).returncode
    except OSError as error:
        stop(f"{command[0]} could not be started: {error.strerror}")
    if done:
        stop(
            "The Python packages could not be installed; the lines above say why. Check that this machine reaches its package index "
            "(pip config list) and has 3 GB of free disk, then repeat: make setup"
        )


def main():
    """Set up, or say what stands in the way."""
    use_a_known_python()
    parser = argparse.ArgumentParser(description="Make this checkout ready to run.")
    parser.add_argument("--tests", action="store_true", help="also what the tests need")
    parser.add_argument("--firefox", action="store_true", help="also Firefox, in which the journeys of tests/e2e can run too")
    parser.add_argument("--bench", action="store_true", help="also the tools of others that the benchmarks measure against")
    wanted = parser.parse_args()
    try:
        install_system_packages(
            RUNTIME + (TESTS if wanted.tests else []) + (FIREFOX if wanted.firefox else []) + (BENCH if wanted.bench else [])
        )
        make_venv(PRODUCT)
        if wanted.bench:
            make_venv(PEERS)
    except PermissionError as error:
        stop(f"{error.filename} may not be written to. Give this user the folder, or copy the project, then repeat: make setup")


if __name__ == "__main__":
    main()
