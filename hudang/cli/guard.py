"""Every error of a command as one sentence and an exit code."""

import logging
import signal
from collections.abc import Callable

import typer
from typer.exceptions import TyperException

from domain.errors import HudangError
from hudang.cli.console import err, say
from workers.supervisor import die_with_supervisor

log = logging.getLogger(__name__)


def guarded(command: Callable[[], object]) -> int:
    """Run a command and return its exit code.

    0 done, 2 usage, 3 something missing, 4 strict, 5 damaged store, 130 interrupted, 1 a defect. Every error is one sentence here.
    """
    logging.getLogger().addHandler(logging.NullHandler())  # until a home tells where its logs lie
    die_with_supervisor()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        code = command()
    except TyperException as error:  # an unknown command or option, a value out of range; or the help where nothing was typed
        err.print(error.format_message(), markup=False)
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
