"""The command `hudang`: registers all commands."""

import sys

import typer

from hudang.cli import (
    acceptance,
    access_log,
    batch,
    checking,
    dossier,
    evaluating,
    export,
    findings,
    home,
    import_log,
    imports,
    labels,
    look,
    package,
    place,
    reports,
    required,
    review,
    sampling,
    separators,
    serve,
    training,
    user,
    verify,
)
from hudang.cli.guard import guarded

app = typer.Typer(
    name="hudang",
    help="Hudang 户档: from scans to checked, searchable owner dossiers. 从扫描件到一户一档。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for part in (
    home,
    imports,
    import_log,
    required,
    separators,
    batch,
    serve,
    look,
    review,
    sampling,
    dossier,
    place,
    checking,
    findings,
    acceptance,
    reports,
    labels,
    verify,
    export,
    package,
    user,
    access_log,
    training,
    evaluating,
):
    part.register(app)


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(guarded(lambda: app(standalone_mode=False)))
