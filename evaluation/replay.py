"""Understand, group and file a home's pages anew with the code as it stands, without reading them again.

    python -m evaluation.replay HOME --truth DIR [--json | --figures]

HOME is a home of the embedded form that `hudang batch` has filled; a copy of its database is worked on, the home itself stays as it is.
A change to classifiers, extraction or dossiers is so measured on real readings in seconds.
"""

import argparse
import dataclasses
import json
import shutil
import tempfile
from pathlib import Path

import sqlalchemy as sa

from domain.classification import Classification
from domain.fields import ExtractedFields
from domain.ids import GroupId
from domain.page import PageKind, PageState
from domain.text import OcrPage
from evaluation import score
from hudang import settings
from hudang.bootstrap import make_workplace
from hudang.cli.evaluation_words import show
from measures.figures import slices
from measures.matching import match
from measures.mistakes import mistakes
from services import assembling, exporting
from services.understanding import understand
from services.workplace import Workplace
from storage.engine import Transaction
from storage.mapping import to_json, unpack_ocr_page
from storage.tables import archive_serial, document, dossier, job, page, page_group, sample, sample_verdict


def replay(place: Workplace) -> None:
    """Put every readable page of the home back to where it was after reading, understand it anew and form the documents anew."""
    with place.database.begin() as tx:
        _forget_documents(tx.connection)
        rows = tx.connection.execute(sa.select(page.c.id, page.c.ocr_sha256).where(page.c.kind == PageKind.CONTENT)).all()
        for row in rows:
            if row.ocr_sha256:
                _understand(tx, place, row.id, unpack_ocr_page(place.blobs.path(row.ocr_sha256).read_bytes()))
        groups = [GroupId(number) for number in tx.connection.scalars(sa.select(page_group.c.id).order_by(page_group.c.id))]
    for group_id in groups:
        write = assembling.assemble(place, group_id)
        with place.database.begin() as tx:
            write(tx)


def _understand(tx: Transaction, place: Workplace, page_id: int, read: OcrPage) -> None:
    understood = understand(place, read)
    values = {"classification": to_json(Classification, understood.classification), "fields": to_json(ExtractedFields, understood.fields)}
    tx.connection.execute(page.update().where(page.c.id == page_id).values(values))


def _forget_documents(connection: sa.Connection) -> None:
    waiting = {"document_id": None, "document_position": None, "state": PageState.WAITING, "reason": None}
    connection.execute(page.update().where(page.c.state != PageState.QUARANTINED).values(waiting))
    for table in (job, sample_verdict, sample, document, dossier, archive_serial):
        connection.execute(sa.delete(table))
    connection.execute(page_group.update().values(assembled=False))


def main() -> None:
    """Replay a copy of the home's records and print the score."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.replay", description="Form a home's documents anew and score them.")
    parser.add_argument("home", type=Path)
    parser.add_argument("--truth", type=Path, required=True, help="folder with the truth's pages.jsonl and documents.jsonl")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--figures", action="store_true", help="print the tables of `hudang evaluate` instead of the score")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hudang-replay-") as folder:
        copy = Path(folder) / "home"
        copy.mkdir()
        for name in ("settings.toml", "taxonomy.toml", "hudang.db"):
            shutil.copyfile(arguments.home / name, copy / name)
        for name in ("objects", "models"):
            (copy / name).symlink_to(arguments.home.absolute() / name)
        place = make_workplace(settings.load(copy))
        try:
            replay(place)
            exporting.export_rows(place, Path(folder) / "export")
        finally:
            place.close()
        if arguments.figures:
            matched = match(score.read_rows(arguments.truth), score.read_rows(Path(folder) / "export"))
            show(slices(matched), mistakes(matched))
            return
        result = score.score(arguments.truth, Path(folder) / "export")
    print(json.dumps(dataclasses.asdict(result), ensure_ascii=False, indent=1) if arguments.json else "\n".join(score.lines(result)))


if __name__ == "__main__":
    main()
