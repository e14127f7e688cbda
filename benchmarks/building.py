"""How long a site takes: cold, unchanged, after an edit, and until `serve` shows an edit; beside plain MkDocs-Material.

Plain MkDocs builds the same files with the same extensions and a navigation of landing pages only. Both sides use the
theme's own search: Pagefind, which large projects get where it is installed, takes its time once more and is a row of
its own.
"""

from __future__ import annotations

import re
import selectors
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from benchmarks import measure
from benchmarks.checking import Row, made

_TPO = str(Path(sys.executable).with_name("tpo-docs"))
_MKDOCS = str(Path(sys.executable).with_name("mkdocs"))
FIRST, COLD, EDITED, SERVED, PAGE, GROWTH, PEAK = 1.5, 0.5, 0.04, 1.0, 30, 1.2, 3000
"""The bars: times of plain MkDocs' cold build (what was asked first of any project, what is asked now of a large one),
seconds, KB, times, MB."""
LARGE = 10_000
"""So many items have the projects of which the most is asked; beside smaller ones a start of a process weighs more."""
_PATIENCE = 300.0


def rows(folder: Path, count: int, runs: int) -> Iterator[Row]:
    """The site of a generated project of so many items."""
    project = made(folder, count)
    page = _story(project)
    text = page.read_bytes()
    built = [_TPO, "-C", str(project), "build"]
    plain_of = [_MKDOCS, "build", "-q", "-f", str(project / "mkdocs.yml"), "-d", str(project / "plain-site")]
    number = iter(range(1_000))

    def clean() -> None:
        page.write_bytes(text)
        measure.take_away(project / ".tpo-docs", project / "site")

    def with_words() -> None:
        page.write_bytes(text + f"\nWords for the {next(number)}th time.\n".encode())

    def with_title() -> None:
        page.write_bytes(text.replace(b"\ntitle: ", f"\ntitle: New {next(number)} ".encode(), 1))

    def with_status() -> None:
        status = b"ready" if b"\nstatus: refining" in text else b"refining"
        page.write_bytes(re.sub(rb"\nstatus: .*", b"\nstatus: " + status, text, count=1))

    jobs: list[tuple[str, Callable[[], object], float]] = [
        ("build, cold", clean, COLD),
        ("build, nothing changed", lambda: None, EDITED),
        ("build, words of one file changed", with_words, EDITED),
        ("build, title of one file changed", with_title, EDITED),
        ("build, status of one file changed", with_status, EDITED),
    ]
    plains: list[measure.Measure] = []
    found: dict[str, list[measure.Measure]] = {job: [] for job, _, _ in jobs}
    for _ in range(runs):
        measure.take_away(project / "plain-site")
        plains.append(measure.command(plain_of, runs=1))
        for job, before, _ in jobs:
            before()
            found[job].append(measure.command(built, runs=1))
    page.write_bytes(text)
    yield Row("plain MkDocs-Material, cold", count, measure.shown(_middle(plains)))
    for job, _, most in jobs:
        ratio = statistics.median(own.wall / plain.wall for own, plain in zip(found[job], plains, strict=True))
        bars = [measure.bar(ratio, FIRST)] if job == "build, cold" else []
        bars += [measure.bar(ratio, most)] if count >= LARGE else []
        yield Row(job, count, measure.shown(_middle(found[job])), f"{ratio:.2f} ×", "; ".join(bars))
    yield Row("build, cold, ms an item", count, f"{1000 * _middle(found['build, cold']).wall / count:.2f}")
    yield from _weight(project, count)


def growth(folder: Path, counts: tuple[int, ...]) -> Iterator[Row]:
    """Wall time an item of a cold build in projects of growing size, compared with the first one; and memory."""
    first = 0.0
    for count in counts:
        project = made(folder, count)
        measure.take_away(project / ".tpo-docs", project / "site")
        found = measure.command([_TPO, "-C", str(project), "build"], runs=1)
        each = 1000 * found.wall / count
        first = first or each
        judged = measure.bar(each / first, GROWTH)
        yield Row(
            "growth: build, ms an item", count, f"{each:.2f}, {found.peak:.0f} MB", f"{each / first:.2f} ×", judged
        )
        if count >= 100_000:
            yield Row(
                "growth: build, peak memory in MB", count, f"{found.peak:.0f}", "", measure.bar(found.peak, PEAK, " MB")
            )


Edit = tuple[Callable[[str], str], str]
"""What becomes of a file's text, and what its page then shows."""


def served(folder: Path, count: int) -> Iterator[Row]:
    """How long after an edit `serve` answers with the new page; medians of three edits each."""
    project = made(folder, count)
    with serving(project) as (address, page):
        place = page.relative_to(project / "specs").with_suffix(".html").as_posix()
        text = page.read_text(encoding="utf-8")
        for what, edits in EDITS.items():
            times = []
            for edit, word in edits:
                time.sleep(REST)
                page.write_text(edit(text), encoding="utf-8")
                times.append(_seen(f"{address}{place}", word))
            seconds = statistics.median(times)
            judged = measure.bar(seconds, SERVED, " s")
            yield Row(f"serve, from an edit of {what} to the new page, s", count, f"{seconds:.2f}", "", judged)


def spoken(word: str) -> Edit:
    """A paragraph more, with a word of its own."""
    return lambda text: f"{text}\nSomething {word} is said.\n", word


def _titled(word: str) -> Edit:
    return lambda text: text.replace("\ntitle: ", f"\ntitle: {word} ", 1), word


def _standing(status: str, category: str) -> Edit:
    """Another status, as the page says it of its own item."""
    shown = f'<div class="tpo-chips"><span class="tpo-status tpo-status--{category}">{status}<'
    return lambda text: re.sub(r"\nstatus: .*", f"\nstatus: {status}", text, count=1), shown


EDITS: dict[str, list[Edit]] = {
    "words": [spoken(f"splendid{number}") for number in range(3)],
    "a title": [_titled(f"wonderful{number}") for number in range(3)],
    "a status": [_standing("refining", "review"), _standing("done", "done"), _standing("in-progress", "doing")],
}
REST = 15.0
"""Seconds between two edits, in which all that follows from the first one is built."""


@contextmanager
def serving(project: Path) -> Iterator[tuple[str, Path]]:
    """The address at which a project is served meanwhile, and a story of it to edit, which is given back its text."""
    page = _story(project)
    text = page.read_bytes()
    with subprocess.Popen(
        [_TPO, "-C", str(project), "serve", "--port", "0"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield _address(process), page
        finally:
            process.terminate()
            page.write_bytes(text)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stderr, selectors.EVENT_READ)
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end and selector.select(_PATIENCE):
            found = re.search(r"http://\S+", process.stderr.readline())
            if found:
                return found[0]
    raise RuntimeError("serve does not say where it serves")


def _seen(address: str, word: str) -> float:
    start = time.monotonic()
    while time.monotonic() - start < _PATIENCE:
        with urlopen(address) as answer:  # our own server
            if word in answer.read().decode():
                return time.monotonic() - start
        time.sleep(0.02)
    raise RuntimeError(f"serve does not show {word}")


def _weight(project: Path, count: int) -> Iterator[Row]:
    """How large pages and site are."""
    folders = ("requirements", "storys", "specs", "tests")
    pages = [path for name in folders for path in (project / "site" / "1.0" / name).rglob("*.html")]
    authored = measure.size(project / "specs", "**/*.md") / count
    page = sum(path.stat().st_size for path in pages) / max(1, len(pages))
    value = (page - authored) / 1024
    yield Row(
        "site, KB an item page over its author's text", count, f"{value:.1f}", "", measure.bar(value, PAGE, " KB")
    )
    yield Row("site, all files, KB an item", count, f"{measure.size(project / 'site' / '1.0') / 1024 / count:.1f}")


def _story(project: Path) -> Path:
    return next((project / "specs" / "storys").rglob("STY-*7.md"))


def _middle(found: list[measure.Measure]) -> measure.Measure:
    return sorted(found)[len(found) // 2]


def pagefind(folder: Path, count: int) -> Iterator[Row]:
    """What Pagefind adds to a cold build, where it is installed."""
    project = made(folder, count)
    configuration = project / "tpo-docs.yml"
    text = configuration.read_text(encoding="utf-8")
    built = [_TPO, "-C", str(project), "build"]
    times = []
    for search in ("theme", "pagefind"):
        configuration.write_text(text.replace("search: theme", f"search: {search}"), encoding="utf-8")
        measure.take_away(project / ".tpo-docs", project / "site")
        try:
            times.append(measure.command(built, runs=1, ok=(0,)).wall)
        except RuntimeError:
            break
    configuration.write_text(text, encoding="utf-8")
    if len(times) == 2:  # with and without
        yield Row("Pagefind, added to a cold build, s", count, f"{times[1] - times[0]:.1f}")
