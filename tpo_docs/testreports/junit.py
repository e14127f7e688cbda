"""JUnit XML, in all its dialects: there is no standard, so nothing is asked but `testcase` elements in some suite.

Suites may be nested to any depth, names and classes may be missing, a case may have several results (the worst counts),
and a failure that a later try made good (`flakyFailure` of Surefire) is none. Entities that a report declares itself
are refused: they are of no use but to blow up a reader.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import BinaryIO
from xml.parsers import expat

from tpo_docs.model import CaseResult
from tpo_docs.records.results import ERROR, FAILED, PASSED, SKIPPED, moment
from tpo_docs.testreports.report import ReportError, clean, ids, number, short

_CHUNK = 1 << 16
_DEEPEST = 200
_ROOTS = ("testsuites", "testsuite", "testcase")
_WORST = (PASSED, SKIPPED, FAILED, ERROR)
_RESULTS = {"failure": FAILED, "error": ERROR, "skipped": SKIPPED, "disabled": SKIPPED, "ignored": SKIPPED}
_STATUS = {"disabled": SKIPPED, "notrun": SKIPPED, "skipped": SKIPPED, "ignored": SKIPPED}
"""What the attribute `status` says where there is no element that does (Google Test, tst)."""
_MOST_TEXT = 2000
_BAD = bytes(sign for sign in range(32) if sign not in (9, 10, 13))
_SPACES = bytes.maketrans(_BAD, b" " * len(_BAD))
_BAD_REFERENCE = re.compile(
    rb"&#(?:[xX]0*(?:[0-8]|[bB]|[cC]|[eE]|[fF]|1[0-9a-fA-F]|[fF]{3}[eEfF])|0*(?:[0-8]|1[124-9]|2\d|3[01]));"
)


def read(stream: BinaryIO, properties: Collection[str]) -> Iterator[CaseResult]:
    """The cases of a report, as they are read."""
    reader = _Reader(properties)
    rest = b""
    wide = None
    while True:
        chunk = stream.read(_CHUNK)
        if wide is None:
            wide = chunk[:2] in (b"\xff\xfe", b"\xfe\xff")
        data = rest + chunk
        rest = b""
        if not wide:
            # Characters that XML does not allow at all, which runners write all the same.
            cut = data.rfind(b"&", max(0, len(data) - 16)) if chunk else -1
            data, rest = (data[:cut], data[cut:]) if cut >= 0 else (data, b"")
            data = _BAD_REFERENCE.sub(b" ", data.translate(_SPACES))
        try:
            reader.parser.Parse(data, not chunk)
        except expat.ExpatError as error:
            raise ReportError(f"the XML breaks: {expat.errors.messages[error.code]}", error.lineno) from error
        except (LookupError, ValueError) as error:
            raise ReportError("the XML has an encoding that is not known", 1) from error
        yield from reader.cases
        reader.cases.clear()
        if not chunk:
            return


class _Suite:
    __slots__ = ("at", "name", "properties", "unnamed")

    def __init__(self, name: str, at: str, properties: list[tuple[str, str]]) -> None:
        self.name = name
        self.at = at
        self.properties = properties
        self.unnamed = 0


class _Reader:
    """Keeps what is open, and the cases that are closed and not yet taken."""

    def __init__(self, properties: Collection[str]) -> None:
        self.wanted = frozenset(properties)
        self.cases: list[CaseResult] = []
        self.suites: list[_Suite] = [_Suite("", "", [])]
        self.depth = 0
        self.case: dict[str, str] | None = None
        self.result = ""
        self.message = ""
        self.own: list[tuple[str, str]] = []
        self.texts: list[str] | None = None
        self.length = 0
        self.waiting: tuple[str, str] | None = None
        """Name of a property whose value is text, or result whose message is."""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.EntityDeclHandler = self.entity

    def entity(self, *_: object) -> None:
        """Refuses what no report needs."""
        raise ReportError("the XML declares entities of its own", self.parser.CurrentLineNumber)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        name = tag.rpartition(":")[2]
        self.depth += 1
        if self.depth == 1 and name not in _ROOTS:
            raise ReportError(f"its root is <{name[:40]}>, not <testsuites> or <testsuite>", 1)
        if self.depth > _DEEPEST:
            raise ReportError("the XML is nested too deeply", self.parser.CurrentLineNumber)
        if name in ("testsuite", "testsuites"):
            around = self.suites[-1]
            at = moment(attributes.get("timestamp", "")) or around.at
            own = attributes.get("name", "") if name == "testsuite" else ""
            self.suites.append(_Suite(own or around.name, at, list(around.properties)))
        elif name == "testcase":
            self.case = attributes
            self.result, self.message, self.own = PASSED, "", []
        elif name == "property":
            self.property(attributes)
        elif self.case is not None and name in _RESULTS:
            found = _RESULTS[name]
            if _WORST.index(found) > _WORST.index(self.result):
                self.result, self.message = found, short(attributes.get("message", ""))
                if not self.message:
                    self.listen(("", found))
        elif self.case is not None and name == "flakyFailure" and not self.message:
            self.message = short(f"passed at a later try: {attributes.get('message', '')}".rstrip(": "))

    def end(self, tag: str) -> None:
        """An element closes."""
        name = tag.rpartition(":")[2]
        self.depth -= 1
        if self.waiting is not None and self.texts is not None and (name == "property" or name in _RESULTS):
            text = "".join(self.texts)
            key, found = self.waiting
            if found:
                self.message = self.message or short(text)
            elif text.strip():
                self.add(key, text)
            self.waiting = self.texts = None
        if name == "testcase":
            self.finish()
        elif name in ("testsuite", "testsuites") and len(self.suites) > 1:
            self.suites.pop()

    def text(self, data: str) -> None:
        """Text, of which only the beginning matters."""
        if self.texts is not None and self.length < _MOST_TEXT:
            self.texts.append(data[:_MOST_TEXT])
            self.length += len(data)

    def listen(self, waiting: tuple[str, str]) -> None:
        """Keeps the text from here on."""
        self.waiting, self.texts, self.length = waiting, [], 0

    def property(self, attributes: dict[str, str]) -> None:
        """A property of a case or suite; its value may stand between its tags."""
        name = attributes.get("name", "")
        if name.casefold() not in self.wanted:
            return
        if "value" in attributes:
            self.add(name, attributes["value"])
        else:
            self.listen((name, ""))

    def add(self, name: str, value: str) -> None:
        """A property to the case that is open, else to the suite."""
        (self.own if self.case is not None else self.suites[-1].properties).append((name, value))

    def finish(self) -> None:
        """The case is whole."""
        attributes, suite = self.case, self.suites[-1]
        if attributes is None:
            return
        self.case = None
        name = clean(attributes.get("name", ""))
        if not name:
            suite.unnamed += 1
            name = f"#{suite.unnamed}"
        head = clean(attributes.get("classname") or attributes.get("class") or suite.name)
        result = self.result
        if result == PASSED:
            result = _STATUS.get(attributes.get("status", "").casefold(), PASSED)
        file, line = clean(attributes.get("file", "")), attributes.get("line", "")
        values = [*suite.properties, *self.own]
        if not self.wanted.isdisjoint(attributes):
            values += attributes.items()
        self.cases.append(
            CaseResult(
                f"{head}::{name}",
                result,
                moment(attributes.get("timestamp", "")) or suite.at,
                seconds=number(attributes.get("time") or attributes.get("duration")),
                message=self.message,
                place=f"{file}:{line}" if file and line.isdecimal() else file,
                names=ids(values, self.wanted) if values else (),
            )
        )
