"""Reports of test runners: JUnit XML, Cucumber JSON and messages, pytest's own reports, and line data of coverage tools.

Each reader takes a file object and yields one case after the other, so that a report of any size is read in bounded
memory (documents of JSON are read one at a time). What is no report of a kind that is known raises a `ReportError`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from typing import BinaryIO

from tpo_docs.model import CaseResult, FileLines
from tpo_docs.testreports import cucumber, junit, lines, messages, pytest_json
from tpo_docs.testreports.report import Found, ReportError, document

__all__ = ["Found", "ReportError", "read"]

_HEAD = 1 << 16
_MESSAGES = frozenset(("meta", "source", "gherkinDocument", "pickle", "stepDefinition", "hook", "testRunStarted"))


def read(stream: BinaryIO, properties: Collection[str]) -> Iterator[CaseResult | FileLines]:
    """The cases of a report of any kind. `properties` are the lower-case names of those that hold ids."""
    head = stream.read(_HEAD)
    stream.seek(0)
    yield from _reader(head)(stream, properties)


def _reader(head: bytes) -> Callable[[BinaryIO, Collection[str]], Iterator[Found]]:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise ReportError("the file is empty")
    if start[:1] == b"<" or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return junit.read
    if start[:1] == b"[":
        return cucumber.read
    if start[:3] in (b"TN:", b"SF:"):
        return lines.read_lcov
    if start[:1] == b"{":
        return _reader_of_object(start)
    raise ReportError("this is no report of a kind that is known", 1)


def _reader_of_object(start: bytes) -> Callable[[BinaryIO, Collection[str]], Iterator[Found]]:
    """Lines of JSON have an object on their first line; a document most often has not."""
    try:
        first = json.loads(start.partition(b"\n")[0])
    except (ValueError, RecursionError):
        first = None
    if isinstance(first, dict):
        if _MESSAGES & first.keys() and not {"files", "tests"} & first.keys():
            return messages.read
        if "$report_type" in first:
            return pytest_json.read_log
    return _document


def _document(stream: BinaryIO, properties: Collection[str]) -> Iterator[Found]:
    found = document(stream)
    if isinstance(found, dict) and isinstance(found.get("tests"), list):
        yield from pytest_json.of(found, properties)
    elif isinstance(found, dict) and isinstance(found.get("files"), dict):
        yield from lines.of_coverage(found)
    else:
        raise ReportError("this JSON is no report of a kind that is known", 1)
