"""BagIt packages: written whole, and read only where every file is what the manifest says."""

from pathlib import Path

import pytest

from domain.errors import DamagedStoreError, UsageError
from publishing.bag import BagWriter, check_bag


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    writer = BagWriter(tmp_path / "bag")
    (tmp_path / "scan").write_bytes(b"scan")
    writer.copy(tmp_path / "scan", "户档/100% 原件.png")
    writer.path("records/a.jsonl").write_text("{}\n", encoding="utf-8")
    writer.written("records/a.jsonl")
    assert writer.close({"Kind": "whole", "Note": "two\nlines"}) == 2
    return tmp_path / "bag"


def test_what_was_written_is_found_whole(bag: Path) -> None:
    assert check_bag(bag) == {"Kind": "whole", "Note": "two lines", "Payload-Oxum": "7.2"}
    assert "data/户档/100%25 原件.png" in (bag / "manifest-sha256.txt").read_text(encoding="utf-8")


def test_a_folder_with_something_in_it_is_not_written_into(bag: Path) -> None:
    with pytest.raises(UsageError):
        BagWriter(bag)


@pytest.mark.parametrize("name", ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_a_folder_without_its_tags_is_no_package(bag: Path, name: str) -> None:
    (bag / name).unlink()
    with pytest.raises(UsageError):
        check_bag(bag)


def test_a_link_in_the_place_of_a_file_is_refused(bag: Path, tmp_path: Path) -> None:
    victim = bag / "data" / "records" / "a.jsonl"
    (tmp_path / "elsewhere").write_bytes(victim.read_bytes())
    victim.unlink()
    victim.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DamagedStoreError, match=r"a\.jsonl"):
        check_bag(bag)


@pytest.mark.parametrize("tag", ["bag-info.txt", "manifest-sha256.txt"])
def test_a_changed_tag_is_refused(bag: Path, tag: str) -> None:
    with (bag / tag).open("a", encoding="utf-8") as out:
        out.write("Kind: part\n")
    with pytest.raises(DamagedStoreError, match=tag):
        check_bag(bag)


def test_a_manifest_cannot_lead_out_of_the_package(bag: Path) -> None:
    (bag / "tagmanifest-sha256.txt").write_text(f"{'0' * 64}  ../../secret\n", encoding="utf-8")
    with pytest.raises(DamagedStoreError, match="tagmanifest"):
        check_bag(bag)
