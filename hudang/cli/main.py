"""The command `hudang`: registers all commands and turns every error into one sentence and an exit code."""

import logging
import signal
import sys
from collections.abc import Callable

import typer
from click.exceptions import ClickException

from domain.errors import HudangError
from hudang.cli import (
    batch,
    checking,
    evaluating,
    export,
    home,
    import_log,
    imports,
    labels,
    look,
    package,
    reports,
    review,
    sampling,
    separators,
    serve,
    training,
    verify,
)
from hudang.cli.console import err, say
from workers.supervisor import die_with_supervisor

log = logging.getLogger(__name__)

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
    separators,
    batch,
    serve,
    look,
    review,
    sampling,
    checking,
    reports,
    labels,
    verify,
    export,
    package,
    training,
    evaluating,
):
    part.register(app)


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(guarded(lambda: app(standalone_mode=False)))


def guarded(command: Callable[[], object]) -> int:
    """Run a command and return its exit code.

    0 done, 2 usage, 3 something missing, 4 strict, 5 damaged store, 130 interrupted, 1 a defect. Every error is one sentence here.
    """
    logging.getLogger().addHandler(logging.NullHandler())  # until a home tells where its logs lie
    die_with_supervisor()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        code = command()
    except ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, EOFError, typer.Abort):
        err.print(say("Interrupted; all finished work is safe.", "已中断，已完成的工作均已保存。"), markup=False)
        return 130
    except HudangError as error:
        # the sentence may repeat what was typed, a name perhaps: it is for the screen alone
        log.error("Command failed", extra={"action": "command.failed", "error": type(error).__name__})
        err.print(say(error.en, error.message_zh), markup=False)
        return error.exit_code
    except Exception as error:  # the funnel of this shell: a defect is one sentence here and a trace in the log
        log.exception("Defect", extra={"action": "command.defect"})
        err.print(
            say(
                f"A defect in Hudang stopped the command ({type(error).__name__}). Nothing stored is lost; see the home's logs folder.",
                f"程序缺陷导致命令中止（{type(error).__name__}）。已存数据不受影响，详情见数据目录 logs 中的日志。",
            ),
            markup=False,
        )
        return 1
    return code if isinstance(code, int) else 0


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
