"""Fixtures that many tests ask for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import is_hypothesis_test, settings

from tests.cases import case
from tests.running import Run, run_here
from tpo_docs.model import Review

_ROOT = Path(__file__).resolve().parent.parent
_GOLDEN = Path(__file__).resolve().parent / "golden"

# A busy machine makes one example of hundreds slow: what must not be slow has tests of its own, which count work.
settings.register_profile("plain", deadline=None)
settings.load_profile("plain")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="accept what the golden tests give now")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What need not be traced is not, since that makes a test three times as long.

    What a browser is shown was made before it is. Properties go hundreds of times through lines that the examples
    beside them go through once. So what is covered is counted without both.
    """
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)) or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.no_cover)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    """What is made for a test that is not traced, such as whole sites, is not traced either: `no_cover` alone pauses
    for the test, and not for its fixtures."""
    covering = item.config.pluginmanager.getplugin("_cov")
    controller = getattr(covering, "cov_controller", None)
    if controller is None or not controller.started or item.get_closest_marker("no_cover") is None:
        return (yield)
    controller.pause()
    try:
        return (yield)
    finally:
        controller.resume()


@pytest.fixture
def review(request: pytest.FixtureRequest) -> Review:
    """The review of the files in the test's docstring."""
    docstring = request.function.__doc__
    assert docstring, "a test that asks for `review` has its files in its docstring"
    return case(docstring).review()


@pytest.fixture
def run() -> Run:
    """Runs a command of ours in this process."""
    return run_here


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with the file of that name in tests/golden; `--update-golden` accepts it."""
    update = bool(request.config.getoption("--update-golden"))

    def compare(name: str, text: str) -> None:
        path = _GOLDEN / name
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert path.is_file(), f"no tests/golden/{name}: run pytest --update-golden, then read the file"
        assert text == path.read_bytes().decode(), (
            f"tests/golden/{name} differs: read the difference, then --update-golden"
        )

    return compare


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the public corpora, beside the repository."""
    folder = _ROOT.parent / "shared"
    if not folder.is_dir():
        if os.environ.get("TPO_DOCS_REQUIRE_SHARED") == "1":
            pytest.fail(f"{folder} is absent, and TPO_DOCS_REQUIRE_SHARED asks for it")
        pytest.skip(f"{folder} is absent: the corpora are not at hand")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium: TPO_DOCS_CHROMIUM, else the one that is installed."""
    named = os.environ.get("TPO_DOCS_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is not None and Path(found).is_file():
        return found
    problem = f"no Chromium at {named}" if named else "Chromium is not installed"
    if os.environ.get("CI") or os.environ.get("TPO_DOCS_REQUIRE_BROWSER"):
        pytest.fail(f"{problem}, and tests in the browser are asked for")
    pytest.skip(f"{problem}: TPO_DOCS_CHROMIUM may name it")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """Chromium by Playwright, which can be started once in a process only."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()
