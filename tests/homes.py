"""Homes without rows, for tests that fill them."""

from pathlib import Path

from classifiers.taxonomy import default_taxonomy_text
from hudang.bootstrap import make_workplace
from hudang.settings import FILE, Settings
from services.workplace import Workplace


def empty_home(folder: Path, database_url: str = "", *, company: str = "HD", required_set: str = "") -> Workplace:
    """Open a home with the shipped taxonomy, the folder made where there is none; its database there too or at the address."""
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_text(f'company = "{company}"\nrequired_set = "{required_set}"\n', encoding="utf-8")
    (folder / "taxonomy.toml").write_text(default_taxonomy_text(), encoding="utf-8")
    return make_workplace(Settings(home=folder, database_url=database_url, company=company, required_set=required_set))
