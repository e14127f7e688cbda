"""Line data: how much of each source file the tests have run, from coverage.py's JSON and from LCOV."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO

from tpo_docs.model import FileLines
from tpo_docs.records.lines import ranges
from tpo_docs.records.results import moment
from tpo_docs.testreports.report import ReportError, clean, mapping

_LINE, _COUNT = re.compile("[0-9]{1,9}").fullmatch, re.compile("-?[0-9]{1,18}").fullmatch


def of_coverage(report: dict[str, Any]) -> Iterator[FileLines]:
    """The files of a document of coverage.py."""
    at = moment(str(mapping(report.get("meta")).get("timestamp") or ""))
    for path, file in mapping(report.get("files")).items():
        summary = mapping(mapping(file).get("summary"))
        lines, run = summary.get("num_statements"), summary.get("covered_lines")
        if not isinstance(lines, int) or not isinstance(run, int) or not 0 <= run <= lines:
            raise ReportError(f"this JSON says nothing about the lines of {path[:80]}", 1)
        ran, missed = (_numbers(mapping(file).get(name)) for name in ("executed_lines", "missing_lines"))
        yield FileLines(clean(path.replace("\\", "/")), lines, run, at, ranges(ran), ranges(missed))


def read_lcov(stream: BinaryIO, properties: Collection[str]) -> Iterator[FileLines]:  # noqa: ARG001 - as other readers
    """The files of a tracefile. A file that several tests speak of counts once: a line is run if any has run it."""
    found: dict[str, dict[int, bool]] = {}
    lines: dict[int, bool] | None = None
    for number, raw in enumerate(stream, start=1):
        key, _, value = raw.decode("utf-8", "replace").strip().partition(":")
        if key == "SF":
            lines = found.setdefault(clean(value.replace("\\", "/")), {})
        elif key == "DA" and lines is not None:
            line, _, count = value.partition(",")
            count = count.partition(",")[0]
            if not _LINE(line) or not _COUNT(count):
                raise ReportError("the line holds no line data", number)
            lines[int(line)] = lines.get(int(line), False) or int(count) > 0
        elif key == "end_of_record":
            lines = None
    for path, known in found.items():
        ran, missed = ([line for line, run in known.items() if run is wanted] for wanted in (True, False))
        yield FileLines(path, len(known), len(ran), "", ranges(ran), ranges(missed))


def _numbers(value: Any) -> list[int]:
    """The numbers of lines in a list of a report."""
    some = value if isinstance(value, list) else []
    return [number for number in some if isinstance(number, int) and not isinstance(number, bool) and number > 0]
