import os
import sys
from pathlib import Path

import numpy as np
import openvino
import pikepdf
import pytest
from openvino import opset13

from evaluation.bench_speed import report
from evaluation.bench_speed.arithmetic import operations
from evaluation.bench_speed.contenders import Contender
from evaluation.bench_speed.corpus import LONG_FILE, Form, make_pages
from evaluation.bench_speed.delivered import Delivered, in_files
from evaluation.bench_speed.measured import CommandFailedError, Usage, measure
from evaluation.bench_speed.turns import Run
from evaluation.generator.sheet import Split

MIB = 1 << 20
CHILD = "import time; started = time.process_time()\nwhile time.process_time() - started < 0.4: pass"
PARENT = f"""import subprocess, sys, time
held = bytearray(64 << 20)
subprocess.run([sys.executable, "-c", {CHILD!r}, "--marked"], check=True)
time.sleep(0.6)"""


def test_a_command_is_measured_with_all_it_starts(tmp_path: Path) -> None:
    used = measure([sys.executable, "-c", PARENT], env=os.environ, output=tmp_path / "out", marker="--marked")
    assert used.cpu_seconds >= 0.4
    assert used.seconds >= 1.0
    assert 64 * MIB <= used.process_bytes <= used.together_bytes + MIB
    assert 0 < used.worker_bytes < 64 * MIB
    assert used.worker_started > 0


def test_a_command_that_fails_is_no_figure(tmp_path: Path) -> None:
    with pytest.raises(CommandFailedError, match="ended with 3: see"):
        measure([sys.executable, "-c", "print('why'); raise SystemExit(3)"], env=os.environ, output=tmp_path / "out")
    assert (tmp_path / "out").read_text() == "why\n"


def test_all_forms_hold_the_same_pages(tmp_path: Path) -> None:
    pages = make_pages(tmp_path / "corpus", pages=2, seed=3, split=Split.DEV)
    counts = {}
    for form in Form:
        files = sorted(pages.folder(form).glob("*.pdf"))
        counts[form] = in_files(files).pages
    assert counts == {Form.DOCUMENTS: pages.count, Form.LONG: pages.count, Form.SINGLE: 1}
    assert pages.count >= 2
    assert pages.register.is_file()
    with pikepdf.open(pages.folder(Form.LONG) / LONG_FILE) as long:
        assert all(len(page.get_images()) == 1 for page in long.pages)


def _run(mode: str, turn: int, *, seconds: float, cpu: float, worker: int = 900 * MIB) -> Run:
    contender = Contender(
        name=f"hudang {mode}" if mode else "peer",
        mode=mode,
        form=Form.DOCUMENTS,
        prepare=(),
        command=(),
        env={},
        mark="",
        work=Path(),
    )
    usage = Usage(
        seconds=seconds, cpu_seconds=cpu, process_bytes=800 * MIB, worker_bytes=worker, together_bytes=1800 * MIB, worker_started=0.0
    )
    return Run(contender=contender, turn=turn, load=0.5, usage=usage, delivered=Delivered(pages=10, characters=3000))


def test_ratios_are_taken_within_a_turn_and_held_against_the_bars() -> None:
    runs = [_run("accurate", 1, seconds=10, cpu=20), _run("bulk", 1, seconds=11, cpu=15), _run("", 1, seconds=40, cpu=60)]
    # the machine at half its speed: the ratios stay
    runs += [_run("", 2, seconds=80, cpu=60), _run("bulk", 2, seconds=22, cpu=15), _run("accurate", 2, seconds=20, cpu=20)]
    accurate, bulk = report.ratio_lines(runs)
    assert accurate.startswith("documents, hudang accurate: 4.00 × the pages/min of peer (4.00–4.00), 1/3.00 of its CPU-s/page")
    assert accurate.endswith("[bar ≥ 3: held]")
    assert "3.64 ×" in bulk
    assert bulk.endswith("[bar ≥ 4: MISSED]")
    assert list(report.memory_lines(runs)) == ["largest worker with its decoder: 900 MiB   [bar ≤ 1331.2: held]"]


def test_the_table_shows_medians_of_each_contender() -> None:
    runs = [_run("accurate", turn, seconds=seconds, cpu=24) for turn, seconds in ((1, 10), (2, 12), (3, 30))]
    heads, row = report.usage_table(runs).splitlines()
    assert heads.split()[:3] == ["form", "program", "pages"]
    assert row.split() == ["documents", "hudang", "accurate", "10", "300", "50.0", "20.0–60.0", "2.40", "800", "900", "1800", "0.5"]


def test_operations_count_products_and_depthwise_convolutions_apart(tmp_path: Path) -> None:
    given = opset13.parameter([-1, 8, -1, -1], np.float32)
    full = opset13.convolution(given, opset13.constant(np.ones((4, 8, 1, 1), np.float32)), [1, 1], [0, 0], [0, 0], [1, 1])
    kernels = opset13.constant(np.ones((4, 1, 1, 3, 3), np.float32))
    depthwise = opset13.group_convolution(full, kernels, [1, 1], [1, 1], [1, 1], [1, 1])
    product = opset13.matmul(depthwise, opset13.constant(np.ones((16, 5), np.float32)), False, False)
    path = tmp_path / "model.xml"
    openvino.save_model(openvino.Model([product], [given]), path)
    plain, apart = operations(path, (3, 8, 16, 16))
    assert plain == 3 * 2 * (4 * 16 * 16 * 8 + 4 * 16 * 5 * 16)
    assert apart == 3 * 2 * (4 * 16 * 16 * 9)
