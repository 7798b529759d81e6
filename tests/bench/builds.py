"""What building costs: CPU time, memory, and the wait from an edit to its preview."""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from conftest import free_port

from macros.model.handbook import PROVIDERS

EDITS = 5  # previews that are measured


def cpu_and_peak(root: Path, *module: str) -> tuple[float, float]:
    """CPU seconds and peak MiB of a command of Python in a folder. Raises CalledProcessError."""
    process = subprocess.Popen(
        [sys.executable, "-m", *module],
        cwd=root,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise subprocess.CalledProcessError(status, module)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def build(root: Path) -> tuple[float, float]:
    """CPU seconds and peak MiB of a cold build into `out`."""
    shutil.rmtree(root / "out", ignore_errors=True)
    return cpu_and_peak(root, "mkdocs", "build", "-q", "-d", "out")


def builds_in_turns(roots: list[Path], turns: int) -> list[tuple[float, float]]:
    """Median CPU seconds and peak MiB of each folder. They take turns and meet the same machine."""
    for root in roots:
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(root)], check=True)
    seen: list[list[tuple[float, float]]] = [[] for _ in roots]
    for _ in range(turns):
        for number, root in enumerate(roots):
            seen[number].append(build(root))
    return [
        (statistics.median(cpu for cpu, _ in each), max(peak for _, peak in each)) for each in seen
    ]


def edit_to_preview(root: Path, page: str) -> float:
    """Median seconds from saving the words of a guide to the preview that shows them."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/{page}"
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "-q", "-a", f"127.0.0.1:{port}"],
        cwd=root,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    try:
        _wait_for(address, "<h1")
        guide = root / PROVIDERS / "qq/guide.yml"
        seconds = []
        for number in range(EDITS):
            title = f"测试标题{'甲乙丙丁戊'[number]}"
            text = re.sub(r"(?m)^  zh: .*", f"  zh: {title}", guide.read_text("utf-8"), count=1)
            start = time.perf_counter()
            guide.write_text(text, "utf-8")
            _wait_for(address, title)
            seconds.append(time.perf_counter() - start)
        return statistics.median(seconds)
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str, text: str) -> None:
    while True:
        try:
            if text in urllib.request.urlopen(address, timeout=60).read().decode():
                return
        except OSError:
            pass  # not up yet
        time.sleep(0.02)
