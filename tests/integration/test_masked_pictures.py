"""Numbers of persons in pictures and PDFs: who sees them, by looking at the pixels that each route gives each role."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from domain.failure import FailureCode
from domain.page import PageKind, PageState
from domain.people import ALLOWED, Permission, Role
from services.publication import publish
from storage import read_models_web
from storage.tables import document, page
from tests.integration.people import client_of
from tests.integration.test_permissions import LETTERS, put_text, state_purpose
from tests.integration.test_web import Web, serving
from tests.integration.web_home import lay_text

NUMBER = "13800005678"
WIDTH, HEIGHT = 620, 877
LEFT, TOP, RIGHT, BOTTOM = 60, 150, 60 + 16 * len(f"电话{NUMBER}"), 174
"""Where the line with the number stands on the page of that size, see web_home."""
WHOLE, MASKED = "whole", "masked"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with serving(tmp_path_factory.mktemp("home")) as running:
        home = running.home
        put_text(running, f"报修单\n电话{NUMBER}")
        lay_text(home)
        with home.place.database.begin() as tx:
            publish(home.place, home.filed)(tx)
        yield running


def of_picture(content: bytes) -> str:
    """Whether the number's place is dark; that nothing else is, whoever looks."""
    with Image.open(io.BytesIO(content)) as picture:
        pixels = np.asarray(picture.convert("L"))
    across, down = pixels.shape[1] / WIDTH, pixels.shape[0] / HEIGHT
    place = pixels[round(TOP * down) + 1 : round(BOTTOM * down) - 1, round(LEFT * across) + 1 : round(RIGHT * across) - 1]
    beside = pixels[round((BOTTOM + 6) * down) : round((BOTTOM + 12) * down), round(LEFT * across) : round(RIGHT * across)]
    assert beside.mean() > 180
    return MASKED if place.max() < 70 else WHOLE


def of_pdf(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        text = document[0].get_textpage().get_text_range()
        shown = io.BytesIO()
        document[0].render(scale=1.5).to_pil().save(shown, "PNG")
    seen = of_picture(shown.getvalue())
    assert (NUMBER in text) is (seen == WHOLE)
    assert ("138****5678" in text) is (seen == MASKED)
    return seen


def of_lines(content: bytes) -> str:
    return WHOLE if NUMBER in content.decode() else MASKED


def routes(web: Web) -> tuple[tuple[str, str, Callable[[bytes], str]], ...]:
    with web.home.place.database.read() as tx:
        file = read_models_web.page_file(tx, web.home.first_page)
    assert file is not None
    at = f"/pages/{web.home.first_page}"
    return (
        ("picture", f"{at}/picture?look=x", of_picture),
        ("thumbnail", f"{at}/thumbnail", of_picture),
        ("lines", f"{at}/lines", of_lines),
        ("pdf", f"/documents/{web.home.filed}/pdf", of_pdf),
        ("original", f"/originals/{file.scan_sha256}", lambda _content: WHOLE),
    )


NOT_ASKED, STATED = False, True
SEEN = {
    ("SM", NOT_ASKED): {},
    ("RAH", NOT_ASKED): {"picture": WHOLE, "thumbnail": WHOLE, "lines": WHOLE, "pdf": WHOLE, "original": WHOLE},
    ("RAH", STATED): {"picture": WHOLE, "thumbnail": WHOLE, "lines": WHOLE, "pdf": WHOLE, "original": WHOLE},
    ("V", NOT_ASKED): {"thumbnail": MASKED},
    ("V", STATED): {"picture": MASKED, "thumbnail": MASKED, "lines": MASKED, "pdf": MASKED},
    ("N", NOT_ASKED): {"thumbnail": MASKED},
    ("N", STATED): {"picture": WHOLE, "thumbnail": WHOLE, "lines": WHOLE, "pdf": WHOLE, "original": WHOLE},
}
"""What each role sees with and without a stated purpose; what is not named is refused. N: viewers, were they given numbers."""


@pytest.mark.parametrize(("letters", "stated"), SEEN)
def test_who_sees_numbers_where(web: Web, monkeypatch: pytest.MonkeyPatch, letters: str, stated: bool) -> None:
    if letters == "N":
        monkeypatch.setitem(ALLOWED, Role.VIEWER, ALLOWED[Role.VIEWER] | {Permission.NUMBERS, Permission.ORIGINAL})
    for letter in letters:
        with client_of(web.home.place, web.origin, f"{letter}-{stated}", LETTERS.get(letter, Role.VIEWER)) as client:
            if stated:
                state_purpose(client)
            seen = {}
            for name, path, look in routes(web):
                answer = client.get(path)
                assert answer.status_code in {200, 403}, path
                if answer.status_code == 200:
                    seen[name] = look(answer.content)
            assert seen == SEEN[letters, stated], letter


def test_browsers_keep_nothing_of_one_for_another(web: Web) -> None:
    picture = f"/pages/{web.home.first_page}/picture?look=x"
    whole = web.get(picture)
    with client_of(web.home.place, web.origin, "keeping", Role.VIEWER) as client:
        state_purpose(client)
        masked = client.get(picture, headers={"if-none-match": whole.headers["etag"]})
        assert (masked.status_code, of_picture(masked.content)) == (200, MASKED)
        assert masked.headers["cache-control"] == "private, no-cache"  # a purpose runs out
        assert client.get(picture, headers={"if-none-match": masked.headers["etag"]}).status_code == 304
        small = f"/pages/{web.home.first_page}/thumbnail"
        assert client.get(small).headers["etag"] != web.get(small).headers["etag"]
        pdf = client.get(f"/documents/{web.home.filed}/pdf", headers={"range": "bytes=0-9"})
        assert (pdf.headers["cache-control"], pdf.headers["accept-ranges"]) == ("no-store", "none")
    assert (of_picture(whole.content), whole.headers["cache-control"]) == (WHOLE, "private, max-age=600")
    assert {answer.headers["vary"] for answer in (whole, masked)} == {"Cookie, Authorization"}


def test_other_numbers_found_make_another_picture(web: Web) -> None:
    with client_of(web.home.place, web.origin, "again", Role.VIEWER) as client:
        state_purpose(client)
        picture = f"/pages/{web.home.first_page}/picture"
        before = client.get(picture).headers["etag"]
        put_text(web, "报修单\n房号3栋501室")
        lay_text(web.home)
        after = client.get(picture)
        put_text(web, f"报修单\n电话{NUMBER}")
        lay_text(web.home)
        assert after.headers["etag"] != before
        assert of_picture(after.content) == WHOLE  # there is none now
        assert client.get(picture).headers["etag"] == before


def test_titles_and_names_of_files_show_no_number(tmp_path: Path) -> None:
    with serving(tmp_path) as own, client_of(own.home.place, own.origin, "viewer", Role.VIEWER) as viewer:
        state_purpose(viewer)
        with own.home.place.database.begin() as tx:
            titled = (
                document.update().where(document.c.id == own.home.filed).values(title=f"报修单{NUMBER}").returning(document.c.dossier_id)
            )
            dossier = tx.connection.scalar(titled)
        paper = f"/documents/{own.home.filed}"
        for path in (paper, f"{paper}/print", f"/dossiers/{dossier}", "/search?q=漏水"):
            assert (NUMBER in own.get(path).text, NUMBER in viewer.get(path).text) == (True, False), path
        assert NUMBER not in viewer.get(f"{paper}/pdf").headers["content-disposition"]


@pytest.mark.parametrize("facts", [{"scan_width": None}, {"kind": PageKind.BLANK.value}, {"kind": PageKind.SEPARATOR.value}])
def test_what_was_never_read_is_not_shown_to_them(tmp_path: Path, facts: dict[str, object]) -> None:
    with serving(tmp_path) as own, client_of(own.home.place, own.origin, "viewer", Role.VIEWER) as viewer:
        state_purpose(viewer)
        with own.home.place.database.begin() as tx:
            tx.connection.execute(page.update().where(page.c.id == own.home.first_page).values(**facts))
        picture = f"/pages/{own.home.first_page}/picture"
        assert own.get(picture).status_code == 200
        refused = viewer.get(picture, headers={"accept": "application/json"})
        assert refused.status_code == 400
        assert "尚未识别" in refused.json()["error"]


def test_a_refused_file_is_fetched_by_its_scanner_unless_pages_of_it_were_read(tmp_path: Path) -> None:
    with serving(tmp_path) as own, client_of(own.home.place, own.origin, "scanner", Role.SCANNER) as scanner:
        assert scanner.get(f"/quarantine/{own.home.refused}").content == b"MZ not a scan"
        with own.home.place.database.begin() as tx:  # a page that was read stands beside one that could not be
            values = {"state": PageState.QUARANTINED.value, "reason": FailureCode.PAGE_UNREADABLE.code}
            tx.connection.execute(page.update().where(page.c.id == own.home.first_page).values(**values))
            file = read_models_web.page_file(tx, own.home.first_page)
        assert file is not None
        path = f"/quarantine/{file.scan_sha256}"
        refused = scanner.get(path, headers={"accept": "application/json"})
        assert (refused.status_code, "不能遮盖" in refused.json()["error"]) == (403, True)
        assert scanner.get("/quarantine").text.count("您的角色不能下载") == 1
        assert own.get(path).status_code == 200
