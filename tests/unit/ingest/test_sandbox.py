import dataclasses
import multiprocessing
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import StorageFullError, UnreadableError
from domain.failure import FailureCode
from ingest.limits import DecodeLimits
from ingest.names import check_name
from ingest.probe import probe
from ingest.sandbox import Sandbox

LIMITS = DecodeLimits(memory_bytes=256 << 20, wall_seconds=30, cpu_seconds=1)
HASTY = dataclasses.replace(LIMITS, wall_seconds=0.3)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as made:
        yield made


def refused(made: Sandbox, function: str, *args: object) -> tuple[FailureCode, str]:
    with pytest.raises(UnreadableError) as caught:
        made.call(function, *args)
    return caught.value.failure.code, caught.value.failure.detail


def helper_pid(made: Sandbox) -> int:
    assert made._helper is not None
    return made._helper.process.pid


def wait_for_end(pid: int) -> bool:
    """Whether that process ends within ten seconds."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    ended, _, _ = select.select([descriptor], [], [], 10)
    os.close(descriptor)
    return bool(ended)


def test_returns_the_value_and_the_cost(sandbox: Sandbox) -> None:
    assert sandbox.call("operator:add", 2, 3) == 5
    assert sandbox.call(check_name, "好.pdf") is None
    failure = sandbox.call(check_name, "a\nb")
    assert failure is not None
    assert failure.code is FailureCode.BAD_NAME
    assert sandbox.last_usage.peak_bytes > 0


def test_own_refusal_comes_back_as_it_is(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    with pytest.raises(UnreadableError) as caught:
        sandbox.call(probe, tmp_path / "empty.pdf", name="empty.pdf", limits=LIMITS)
    assert caught.value.failure.code is FailureCode.EMPTY_FILE


def test_crash_costs_the_call_only(sandbox: Sandbox) -> None:
    before = sandbox.call("os:getppid")
    assert refused(sandbox, "os:abort") == (FailureCode.DECODER_CRASHED, "signal 6")
    assert refused(sandbox, "os:_exit", 3) == (FailureCode.DECODER_CRASHED, "exit status 3")
    assert refused(sandbox, "os:_exit", 0)[0] is FailureCode.DECODER_CRASHED
    assert sandbox.call("os:getppid") == before


def test_a_defect_is_named_without_its_message(sandbox: Sandbox, tmp_path: Path) -> None:
    code, detail = refused(sandbox, "os:mkdir", tmp_path)
    assert code is FailureCode.DECODER_CRASHED
    assert detail.startswith("FileExistsError at ")
    assert str(tmp_path) not in detail


def test_memory_is_bounded(sandbox: Sandbox) -> None:
    assert refused(sandbox, "builtins:bytearray", 512 << 20)[0] is FailureCode.DECODER_MEMORY


def test_processor_time_is_bounded(sandbox: Sandbox) -> None:
    assert refused(sandbox, "builtins:sum", range(1 << 60))[0] is FailureCode.DECODER_TIMEOUT


def test_wall_time_is_bounded_and_nothing_started_survives(tmp_path: Path) -> None:
    for escape in ("", "setsid "):
        script = f"{escape}sh -c 'echo $$ > {tmp_path}/pid; exec sleep 1000' & wait"
        with Sandbox(HASTY) as hasty:
            assert refused(hasty, "subprocess:call", ["sh", "-c", script])[0] is FailureCode.DECODER_TIMEOUT
            assert wait_for_end(int((tmp_path / "pid").read_text()))
            pid = helper_pid(hasty)
            assert Path(f"/proc/{pid}/task/{pid}/children").read_text() == ""


def test_a_full_disk_is_not_the_pages_fault(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "some").write_bytes(b"bytes")
    with pytest.raises(StorageFullError):
        sandbox.call("shutil:copyfile", tmp_path / "some", "/dev/full")


def test_a_killed_helper_is_replaced(sandbox: Sandbox) -> None:
    sandbox.call("operator:add", 1, 1)
    first = helper_pid(sandbox)
    os.kill(first, signal.SIGKILL)
    assert sandbox.call("operator:add", 1, 2) == 3
    assert helper_pid(sandbox) != first
    assert wait_for_end(first)


def test_works_in_a_forked_child_beside_its_parent(sandbox: Sandbox) -> None:
    parents = sandbox.call("os:getppid")
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()

    def child() -> None:
        queue.put(sandbox.call("os:getppid"))
        sandbox.close()

    process = context.Process(target=child)
    process.start()
    process.join()
    assert process.exitcode == 0
    assert queue.get() not in {parents, None}
    assert sandbox.call("os:getppid") == parents


def test_temporary_folders_go(sandbox: Sandbox) -> None:
    folder = Path(sandbox.call("os:getcwd"))
    assert not folder.exists()
    assert folder.parent.exists()
    with Sandbox(LIMITS) as other:
        root = Path(other.call("os:getcwd")).parent
        assert root.exists()
    assert not root.exists()


def test_a_killed_owner_leaves_no_process_and_no_folder() -> None:
    script = (
        "import os, signal\nfrom ingest.limits import DecodeLimits\nfrom ingest.sandbox import Sandbox\n"
        "made = Sandbox(DecodeLimits())\nprint(made.call('os:getppid'), made.call('os:getcwd'), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == -signal.SIGKILL
    pid, folder = done.stdout.split(maxsplit=1)
    assert wait_for_end(int(pid))
    assert not Path(folder.strip()).parent.exists()


def test_folders_of_the_dead_are_swept_and_those_of_the_living_are_not(sandbox: Sandbox) -> None:
    living = Path(sandbox.call("os:getcwd")).parent
    dead = Path(tempfile.mkdtemp(prefix="hudang-sandbox-"))
    with Sandbox(LIMITS) as other:
        other.call("operator:add", 1, 1)
    assert living.exists()
    assert not dead.exists()


def test_settings_and_secrets_do_not_reach_the_decoders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDANG_DATABASE_URL", "secret")
    with Sandbox(LIMITS) as other:
        assert other.call("os:getenv", "HUDANG_DATABASE_URL") is None
