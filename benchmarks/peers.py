"""`make bench-peers`: other tools over the same items, in the same run as ours, as ratios.

The corpus in their formats is written by `shared/bench/gen.py`, which lies beside the repository; each tool gets a
virtual environment of its own below `.tpo-docs/peers`. OpenFastTrace runs only where `OFT_JAR` names its jar.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import chart, corpus, measure

_ROOT = Path(__file__).resolve().parent.parent
_GENERATOR = _ROOT.parent / "shared" / "bench" / "gen.py"
_HOMES = _ROOT / ".tpo-docs" / "peers"


class Peer(NamedTuple):
    """A tool: what installs it, in which format its corpus is, and its jobs (name, arguments)."""

    name: str
    packages: tuple[str, ...]
    form: str
    jobs: Callable[[Path, Path], Iterator[tuple[str, list[str]]]]
    """Of the folder with its programs and the folder with its corpus."""


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="write benchmarks/PEERS.md and the README's picture")
    options = parser.parse_args()
    if not _GENERATOR.is_file():
        sys.exit(
            "The corpora of the other tools are made by shared/bench/gen.py beside the repository, and it is not there."
        )
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        ours = dict(_ours(folder, options.items, options.runs))
        rows = [("tpo-docs", job, found) for job, found in ours.items()]
        for peer in PEERS:
            rows += [(peer.name, job, found) for job, found in measured(peer, folder, options.items, options.runs)]
    base = {"check": ours["check, cold"].wall, "site": ours["build, cold"].wall}
    lines = ["| tool | job | wall s | CPU s | peak MB | against tpo-docs |", "|---|---|--:|--:|--:|--:|"]
    for name, job, found in rows:
        of = base["site" if "HTML" in job or "build" in job else "check"]
        lines.append(
            f"| {name} | {job} | {found.wall:.2f} | {found.cpu:.2f} | {found.peak:.0f} | {found.wall / of:.1f} × |"
        )
    text = (
        "# Beside other tools\n\nMade by `make bench-peers`: the same generated items in each tool's own form, all in one run, "
        f"on {os.cpu_count()} cores. {options.items:,} items, {options.runs} run(s).\n\n" + "\n".join(lines) + "\n"
    )
    sys.stdout.write(text)
    if options.write:
        (_ROOT / "benchmarks" / "PEERS.md").write_text(text, encoding="utf-8")
        named = [(f"{name}: {job}", found.wall, name == "tpo-docs") for name, job, found in rows]
        sites = [chart.Bar(*one) for one in named if "HTML" in one[0] or "build" in one[0]]
        title = f"A site of {options.items:,} items, seconds"
        (_ROOT / "docs-assets" / "speed.svg").write_text(chart.svg(title, sites), encoding="utf-8")


def _ours(folder: Path, count: int, runs: int) -> Iterator[tuple[str, measure.Measure]]:
    project = folder / "ours"
    corpus.write(project, count)
    program = str(Path(sys.executable).with_name("tpo-docs"))

    def clean() -> None:
        measure.take_away(project / ".tpo-docs", project / "site")

    yield "check, cold", measure.command([program, "-C", str(project), "check"], runs=runs, before=clean)
    yield "check, nothing changed", measure.command([program, "-C", str(project), "check"], runs=runs)
    yield "build, cold", measure.command([program, "-C", str(project), "build"], runs=runs, before=clean)
    item = project / "specs" / "storys" / "000" / "STY-00001.md"
    item.write_text(item.read_text(encoding="utf-8").replace("title: ", "title: Now ", 1), encoding="utf-8")
    yield "build, after an edit of a title", measure.command([program, "-C", str(project), "build"], runs=1)
    item.write_text(item.read_text(encoding="utf-8") + "\nMore words.\n", encoding="utf-8")
    yield "build, after an edit of words", measure.command([program, "-C", str(project), "build"], runs=1)
    plain = [str(Path(sys.executable).with_name("mkdocs")), "build", "-q", "-f", str(project / "mkdocs.yml")]
    yield "(plain MkDocs-Material, build)", measure.command([*plain, "-d", str(folder / "plain")], runs=runs)


def installed() -> tuple[Peer, ...]:
    """The tools that an earlier run has installed, if the corpus can be made for them."""
    return tuple(peer for peer in PEERS if _GENERATOR.is_file() and (_HOMES / peer.name / "done").is_file())


def measured(peer: Peer, folder: Path, count: int, runs: int) -> Iterator[tuple[str, measure.Measure]]:
    """Installs a tool where it is not yet, writes the corpus for it, and runs its jobs; what they make stays there."""
    home = _HOMES / peer.name
    if peer.packages and not (home / "done").is_file():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
        subprocess.run([str(home / "bin" / "pip"), "install", "--quiet", *peer.packages], check=True)
        (home / "done").touch()
    target = folder / peer.name
    made = [sys.executable, str(_GENERATOR), "--items", str(count), "--format", peer.form, "--out", str(target)]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    if peer.form.startswith("doorstop"):
        subprocess.run(["git", "init", "-q", str(target)], check=True)  # Doorstop looks for a repository
    for job, arguments in peer.jobs(home / "bin", target):
        try:
            yield job, measure.command(arguments, runs=runs, cwd=target, ok=(0,))
        except (RuntimeError, OSError) as error:
            sys.stderr.write(f"{peer.name}, {job}: {str(error).splitlines()[0]}\n")


def _strictdoc(programs: Path, folder: Path) -> Iterator[tuple[str, list[str]]]:
    base = [str(programs / "strictdoc"), "export", ".", "--formats=html"]
    yield "HTML, lean", [*base, "--config", "strictdoc_lean.py", "--output-dir", str(folder / "out-lean")]
    yield "HTML, all features", [*base, "--config", "strictdoc_config.py", "--output-dir", str(folder / "out-full")]


def _doorstop(programs: Path, folder: Path) -> Iterator[tuple[str, list[str]]]:
    program = str(programs / "doorstop")
    yield "check", [program, "--quiet"]
    yield "HTML", [program, "publish", "all", str(folder / "out"), "--quiet"]


def _needs(programs: Path, folder: Path) -> Iterator[tuple[str, list[str]]]:
    yield "HTML", [str(programs / "sphinx-build"), "-q", "-b", "html", ".", str(folder / "out")]


def _oft(_: Path, folder: Path) -> Iterator[tuple[str, list[str]]]:
    jar = os.environ.get("OFT_JAR", "")
    if jar:
        yield "check", ["java", "-jar", jar, "trace", str(folder)]
        yield "HTML", ["java", "-jar", jar, "trace", "-o", "html", "-f", str(folder / "trace.html"), str(folder)]


PEERS = (
    Peer("doorstop", ("doorstop",), "doorstop", _doorstop),
    Peer("strictdoc", ("strictdoc",), "strictdoc", _strictdoc),
    Peer("sphinx-needs", ("sphinx-needs",), "needs", _needs),
    Peer("openfasttrace", (), "oft", _oft),
)


if __name__ == "__main__":
    main()
