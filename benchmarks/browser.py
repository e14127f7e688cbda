"""Measures the pages of the scripts in Chromium: explorer, matrix and graph at 10,000 items.

Needs Playwright and Chromium (`TPO_DOCS_CHROMIUM` may name it). Times are those of the main thread: script, style and
layout, without waiting for the next frame, so that they say what a reader's machine has to do.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import building, corpus, peers
from benchmarks.checking import made
from tpo_docs import assemble, files
from tpo_docs.model import Edition
from tpo_docs.pages import graph_explorer
from tpo_docs.places import EXPLORER, GRAPH, MATRICES
from tpo_docs.site.build import BuildOptions, build

_KEPT = ("index.md", EXPLORER, MATRICES, GRAPH)
_ITEM = "requirements/000/REQ-00010"
_PEERS_ITEMS = 1_000
"""Size of the corpus that other tools make pages of: at ten thousand they need many minutes."""
_RUNS = 5
_JUMPS = 40
_QUERIES = ("inv", "invoice", "priority:must", "type:story status:ready,done owner:team-sync", "missing:test", "")
_SORTS = ("sort:title", "sort:-findings", "sort:owner,title", "sort:-status", "sort:id")
_TYPE = """text => {
  const input = document.querySelector('.tpo-x__input');
  input.value = text;
  input.dispatchEvent(new Event('input'));
  document.body.getBoundingClientRect();
}"""
_LOOKS = """
window.tpoShown = {};
(function look() {
  const word = sessionStorage.getItem('tpo-word');
  if (word && document.body && document.body.innerHTML.includes(word)) {
    requestAnimationFrame(() => { window.tpoShown[word] = performance.timeOrigin + performance.now(); });
  } else {
    requestAnimationFrame(look);
  }
})();
"""
"""Notes when a page shows a word that is waited for: milliseconds since 1970."""
_SCROLL = """async steps => {
  const box = document.querySelector('.tpo-m__scroll');
  const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
  await frame();
  for (let step = 0; step < steps; step++) {
    box.scrollTo(step % 2 ? 0 : box.scrollWidth, step % 2 ? 0 : box.scrollHeight);
    await frame();
  }
}"""


class Row(NamedTuple):
    """A line of the table, as in `benchmarks.__main__`."""

    job: str
    items: int
    value: str
    ratio: str = ""
    bar: str = ""


def rows(folder: Path, count: int = 10_000, runs: int = _RUNS) -> Iterator[Row]:
    """What the browser needs for each of the pages; builds them below `folder`."""
    large, middle = _site(folder, count), _site(folder, min(count, 1_800))
    with _browser() as browser:
        yield from _data(large, count)
        yield from _explorer(browser, large, count, runs)
        yield from _matrix(browser, large, folder)
        yield from _graph(browser, middle, large, folder, count)
        yield from _item(browser, large, count, runs)
        yield from _served(browser, folder, count)
        yield from _peers(browser, folder, min(count, _PEERS_ITEMS), runs)


def built(site: Path, count: int, runs: int = 2) -> Iterator[Row]:
    """The explorer of a site that is built already; bars are those of 10,000 items."""
    with _browser() as browser:
        yield from _data(site, count)
        yield from _explorer(browser, site, count, runs)


def _served(browser: Any, folder: Path, count: int) -> Iterator[Row]:
    """From an edit to the moment at which an open page of `serve` has loaded again by itself and shows it: the page looks
    at itself before each of its frames, and the frame after the one with the word counts."""
    project = made(folder, count)
    with building.serving(project) as (address, source), _page(browser) as page:
        page.add_init_script(_LOOKS)
        place = source.relative_to(project / "specs").with_suffix(".html").as_posix()
        page.goto(f"{address}{place}")
        text = source.read_text(encoding="utf-8")
        for what, edits in building.EDITS.items():
            times = [_shown(page, source, edit(text), word) for edit, word in edits]
            seconds = statistics.median(times)
            job = f"serve, from an edit of {what} to the page shown in Chromium, s"
            yield Row(job, count, f"{seconds:.2f}", "", _bar(seconds, 1, " s"))


def _shown(page: Any, source: Path, text: str, word: str) -> float:
    """Seconds until the page shows a word that comes with a text. It is waited before until nothing is built any more."""
    page.evaluate("word => sessionStorage.setItem('tpo-word', word)", word)
    page.wait_for_timeout(building.REST * 1000)
    start = time.time()
    source.write_text(text, encoding="utf-8")
    shown = page.wait_for_function("word => window.tpoShown && window.tpoShown[word]", arg=word, timeout=300_000)
    return float(shown.json_value()) / 1000 - start


def available() -> str:
    """Why the browser cannot be measured here; empty where it can."""
    if find_spec("playwright") is None:
        return "Playwright is not installed"
    try:
        with _browser():
            return ""
    except Exception as error:  # noqa: BLE001  # whatever Playwright makes of a missing browser
        return str(error).strip().partition("\n")[0]


def _data(site: Path, count: int) -> Iterator[Row]:
    size = len(gzip.compress((site / "assets" / "tpo-items.js").read_bytes(), 9)) / 1024
    yield Row("explorer: its data, gzipped, KB", count, f"{size:.0f}", "", _large(count, _bar(size, 250, " KB")))
    links = len(gzip.compress((site / "assets" / "tpo-links.js").read_bytes(), 9)) / 1024
    yield Row("matrix and graph: links, gzipped, KB", count, f"{links:.0f}")


def _explorer(browser: Any, site: Path, count: int, runs: int) -> Iterator[Row]:
    scripts, painted = [], []
    for _ in range(runs):
        with _page(browser) as page:
            metrics = _metrics(page)
            page.goto(f"{site.as_uri()}/explore.html", wait_until="commit")
            page.wait_for_selector(".tpo-x--ready tbody a")
            scripts.append(metrics()["ScriptDuration"])
            painted.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
    script = statistics.median(scripts)
    yield Row("explorer: scripts until the rows are there, ms", count, f"{script:.0f}", "", _bar(script, 300, " ms"))
    yield Row("explorer: first paint, ms", count, f"{statistics.median(painted):.0f}")
    with _page(browser) as page:
        metrics = _metrics(page)
        page.goto(f"{site.as_uri()}/explore.html")
        page.wait_for_selector(".tpo-x--ready tbody a")
        page.wait_for_timeout(2_000)
        for name, texts in (("filter", _QUERIES), ("sort", _SORTS)):
            times = [_typed(page, metrics, text) for _ in range(runs) for text in texts]
            value = f"{statistics.median(times):.1f} median, {max(times):.1f} slowest"
            yield Row(
                f"explorer: {name}, script, style and layout, ms",
                count,
                value,
                "",
                _large(count, _bar(max(times), 50, " ms")),
            )


def _typed(page: Any, metrics: Callable[[], dict[str, float]], text: str) -> float:
    before = metrics()
    page.evaluate(_TYPE, text)
    after = metrics()
    return sum(after[name] - before[name] for name in ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration"))


def _matrix(browser: Any, site: Path, folder: Path) -> Iterator[Row]:
    found: dict[str, tuple[float, float]] = {}
    for rows_, columns in ((100, 80), (10_000, 8_000)):
        copy = folder / f"matrix-{rows_}"
        if not copy.exists():
            shutil.copytree(site, copy)
            _synthetic(copy / "assets", rows_, columns)
        with _page(browser) as page:
            metrics = _metrics(page)
            page.goto(f"{copy.as_uri()}/trace/matrix.html#rows=requirement&cols=test")
            page.wait_for_selector(".tpo-m--ready .tpo-m__rowhead")
            first = metrics()["ScriptDuration"]
            page.wait_for_timeout(500)
            jumps = []
            for _ in range(3):
                before = metrics()["TaskDuration"]
                page.evaluate(_SCROLL, _JUMPS)
                jumps.append((metrics()["TaskDuration"] - before) / _JUMPS)
            found[f"{rows_:,} × {columns:,}"] = first, min(jumps)
    (small, large), names = found.values(), list(found)
    for name, (first, scroll) in found.items():
        yield Row(f"matrix {name}: scripts until it is there, ms", 0, f"{first:.0f}")
        yield Row(f"matrix {name}: main thread for a jump from corner to corner, ms", 0, f"{scroll:.1f}")
    ratio = large[1] / small[1]
    yield Row(f"matrix: {names[1]} beside {names[0]}", 0, "", f"{ratio:.2f} ×", _bar(ratio, 1.5, " ×"))


def _graph(browser: Any, middle: Path, large: Path, folder: Path, count: int) -> Iterator[Row]:
    review = files.load(folder / f"project-{count}").review
    start = time.perf_counter()
    graph_explorer.layout(review)
    yield Row("graph: places of all items, at build time, ms", count, f"{1000 * (time.perf_counter() - start):.0f}")
    for site, fragment, name in (
        (middle, "", "the whole picture"),
        (large, "#item=REL-1&depth=9", "around a release"),
    ):
        with _page(browser) as page:
            metrics = _metrics(page)
            page.goto(f"{site.as_uri()}/graph.html{fragment}")
            page.wait_for_selector(".tpo-g--ready canvas")
            page.wait_for_timeout(1_500)
            shown = page.inner_text(".tpo-x__count")
            value = f"{metrics()['ScriptDuration']:.0f} ({shown})"
            yield Row(f"graph: {name}, scripts in ms", min(count, 1_800) if site == middle else count, value)


def _site(folder: Path, count: int) -> Path:
    """The pages of the scripts, of a generated project; item pages are left out, since nobody opens them here."""
    project, site = folder / f"project-{count}", folder / f"site-{count}"
    if not (site / "1.0").exists():
        if not project.exists():
            corpus.write(project, count)
        whole = assemble.tree(files.load(project), Edition(version="1.0", title="Benchmark"))
        kept = tuple(
            file
            for file in whole.files
            if file.path in _KEPT or file.path.startswith(("assets/", _ITEM.rpartition("/")[0]))
        )
        tree = whole._replace(files=kept, nav=(), redirects={})
        build(tree, BuildOptions(project, None, site, "1.0", epoch=1_800_000_000, title="Benchmark"))
    return site / "1.0"


def _synthetic(assets: Path, rows_: int, columns: int) -> None:
    """Data of requirements and tests alone, each test with two links."""
    count = rows_ + columns
    word = {"start": 0, "value": "word"}
    types = {**word, "words": ["requirement", "test"], "values": [1] * rows_ + [2] * columns}
    status = {**word, "words": ["approved", "active"], "values": [1] * rows_ + [2] * columns}
    needs = {**word, "value": "list", "words": ["!test", "+test"], "values": [1 + place % 2 for place in range(rows_)]}
    items = {
        "version": 2,
        "count": count,
        "id": [*(f"REQ-{n:05}" for n in range(rows_)), *(f"TEST-{n:05}" for n in range(columns))],
        "title": [f"Something that somebody wants {n}" for n in range(count)],
        "folders": ["items"],
        "folder": [0] * count,
        "files": {},
        "anchors": {},
        "columns": {"type": types, "status": status, "needs": needs},
        "types": [["requirement", "Requirement", "Requirements"], ["test", "Test", "Tests"]],
        "categories": [["requirement", "approved", "agreed"], ["test", "active", "agreed"]],
        "joins": [],
        "keywords": {},
        "rules": {},
        "labels": {},
        "plain": {},
        "aliases": {},
        "words": {},
        "language": "en",
    }
    traces: list[int] = []
    for test in range(columns):
        for row in (test * rows_ // columns, (test * 7919) % rows_):
            traces += (rows_ + test, 0, row)
    verifies = {"name": "verifies", "inverse": "verified_by", "says": ["verifies", "is verified by"]}
    links = {
        "version": 2,
        "roles": [{**verifies, "traced": True, "down": False}],
        "traces": traces,
        "criteria": {},
        "parts": {},
        "named": {},
    }
    for name, value in (("items", items), ("links", links)):
        text = json.dumps(value, separators=(",", ":"))
        (assets / f"tpo-{name}.js").write_text(f"window.__tpo=window.__tpo||{{}};window.__tpo.{name}={text};\n")


def _item(browser: Any, site: Path, count: int, runs: int) -> Iterator[Row]:
    """The page of an item, as a reader opens it."""
    page = site / f"{_ITEM}.html"
    size = page.stat().st_size / 1024
    yield Row("item page: KB", count, f"{size:.1f}", "", _bar(size, 30, " KB"))
    painted, busy = _opened(browser, page, runs)
    yield Row("item page: first render, ms", count, f"{painted:.0f}", "", _bar(painted, 1000, " ms"))
    yield Row("item page: main thread, ms", count, f"{busy:.0f}")


def _opened(browser: Any, file: Path, runs: int) -> tuple[float, float]:
    """First paint, and what the main thread has done once the page is loaded; medians, in milliseconds."""
    painted, busy = [], []
    for _ in range(runs):
        with _page(browser) as page:
            metrics = _metrics(page)
            page.goto(file.as_uri(), wait_until="load")
            page.wait_for_timeout(300)
            painted.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            busy.append(metrics()["TaskDuration"])
    return statistics.median(painted), statistics.median(busy)


def _peers(browser: Any, folder: Path, count: int, runs: int) -> Iterator[Row]:
    """The largest page that other tools make of the same items, where `make bench-peers` has installed them; and ours."""
    if not peers.installed():
        return
    yield from _largest(browser, "tpo-docs", _whole(folder, count), count, runs)
    for peer in peers.installed():
        if peer.name in ("strictdoc", "sphinx-needs"):
            for _ in peers.measured(peer, folder, count, 1):
                continue
            yield from _largest(browser, peer.name, folder / peer.name, count, runs)


def _largest(browser: Any, name: str, site: Path, count: int, runs: int) -> Iterator[Row]:
    files_ = sorted(site.rglob("*.html"), key=lambda file: file.stat().st_size)
    if not files_:
        return
    file = files_[-1]
    painted, busy = _opened(browser, file, runs)
    shown = f"{file.stat().st_size / 1024:.0f} KB, first paint {painted:.0f} ms, main thread {busy:.0f} ms"
    yield Row(f"{name}: its largest page ({file.name})", count, shown)


def _whole(folder: Path, count: int) -> Path:
    """A site with all its pages."""
    project, site = folder / f"whole-{count}", folder / f"whole-site-{count}"
    corpus.write(project, count)
    tree = assemble.tree(files.load(project), Edition(version="1.0", title="Benchmark"))
    build(tree, BuildOptions(project, None, site, "1.0", epoch=1_800_000_000, title="Benchmark"))
    return site / "1.0"


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only this part of the bench needs it

    named = os.environ.get("TPO_DOCS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=named, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def _page(browser: Any) -> Iterator[Any]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    yield page
    page.close()


def _metrics(page: Any) -> Callable[[], dict[str, float]]:
    """A function that says what the main thread has done so far, in milliseconds."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})  # other programs do not count
    return lambda: {entry["name"]: 1000 * entry["value"] for entry in session.send("Performance.getMetrics")["metrics"]}


def _large(count: int, bar: str) -> str:
    """The bar of 10,000 items; of more, that they stay usable is asked."""
    return bar if count <= building.LARGE else ""


def _bar(value: float, most: float, unit: str) -> str:
    return f"at most {most:g}{unit}: {'held' if value <= most else 'missed'}"


def main(arguments: Sequence[str]) -> None:
    """Prints the rows; an argument is how many items."""
    with tempfile.TemporaryDirectory() as temporary:
        for row in rows(Path(temporary), int(arguments[0]) if arguments else 10_000):
            print(" | ".join((row.job, f"{row.items:,}", row.value, row.ratio, row.bar)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
