"""The wheel, installed away from the checkout, does the job from an empty folder."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.test_example import DELIBERATE

pytestmark = [pytest.mark.wheel, pytest.mark.slow, pytest.mark.xdist_group("wheel")]


@pytest.fixture(scope="module")
def tpo_docs() -> str:
    folder = os.environ.get("TPO_DOCS_WHEEL_BIN")
    if not folder:
        pytest.skip("TPO_DOCS_WHEEL_BIN does not name an installed wheel; `make test` does")
    return str(Path(folder) / "tpo-docs")


def _run(program: str, *arguments: str, cwd: Path, status: int = 0) -> str:
    # Nothing of this process may help: no source path, no working directory inside the checkout.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
    done = subprocess.run(
        [program, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def test_the_example_is_written_checked_and_built(tpo_docs: str, tmp_path: Path) -> None:
    _run(tpo_docs, "init", "--example", "erp", "demo", cwd=tmp_path)
    demo = tmp_path / "demo"
    checked = json.loads(_run(tpo_docs, "check", "--format", "json", cwd=demo, status=1))
    assert sorted((finding["code"], finding["item"]) for finding in checked["findings"]) == sorted(DELIBERATE)
    _run(tpo_docs, "build", cwd=demo)
    home = (demo / "site" / "1.1" / "index.html").read_text(encoding="utf-8")
    assert "Requirements" in home
    assert (demo / "site" / "versions.json").is_file()


@pytest.mark.parametrize("profile", ["starter", "tpo"])
def test_a_new_project_is_without_findings_and_builds(tpo_docs: str, tmp_path: Path, profile: str) -> None:
    _run(tpo_docs, "init", "shop", "--profile", profile, cwd=tmp_path)
    shop = tmp_path / "shop"
    assert json.loads(_run(tpo_docs, "check", "--format", "json", cwd=shop))["findings"] == []
    _run(tpo_docs, "new", "story", "Pay by invoice", cwd=shop)
    _run(tpo_docs, "build", "--version", "1.0", "--alias", "latest", cwd=shop)
    assert (shop / "site" / "latest" / "index.html").is_file()


def test_wrong_use_is_one_line_and_status_2(tpo_docs: str, tmp_path: Path) -> None:
    done = subprocess.run([tpo_docs, "chekc"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "check" in done.stderr
