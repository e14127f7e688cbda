from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tpo_docs.site.errors import SiteError
from tpo_docs.site.lock import locked

HOLD = """
import sys, time
from pathlib import Path
from tpo_docs.site.lock import locked
with locked(Path(sys.argv[1]), print):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_second_waits_and_says_so(tmp_path: Path) -> None:
    order: list[str] = []
    said: list[str] = []
    held = threading.Event()

    def first() -> None:
        with locked(tmp_path / "lock", said.append):
            held.set()
            time.sleep(0.3)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    held.wait()
    with locked(tmp_path / "lock", said.append):
        order.append("second")
    thread.join()

    assert order == ["first", "second"]
    assert said == ["another build is running here; waiting for it"]


def test_it_gives_up_with_one_line(tmp_path: Path) -> None:
    with (
        locked(tmp_path / "lock", print),
        pytest.raises(SiteError, match="another build is still running here"),
        locked(tmp_path / "lock", lambda _: None, patience=0.2),
    ):
        pass


def test_a_killed_owner_gives_it_back(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "lock")], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        process.kill()
        process.wait()
    with locked(tmp_path / "lock", print, patience=5):
        pass
