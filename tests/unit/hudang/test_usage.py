"""What cannot be used as typed is a usage error, never a defect."""

import pytest

from hudang.cli import guard
from hudang.cli.guard import guarded
from hudang.cli.main import app


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["nosuch"], "nosuch"),
        (["dossier", "list", "--nosuch"], "--nosuch"),
        (["dossier", "list", "--page", "0"], "--page"),
        (["dossier", "show"], "unit"),
    ],
)
def test_a_wrong_command_exits_2_and_names_what_is_wrong(
    typed: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "die_with_supervisor", lambda: None)
    monkeypatch.setattr(guard.signal, "signal", lambda *_given: None)  # the tests' own process keeps its handlers
    assert guarded(lambda: app(typed, standalone_mode=False)) == 2
    assert said in capsys.readouterr().err
