"""Gherkin: the scenarios of a `.feature` file (or of Markdown with Gherkin), and what is wrong with them.

The text is read by Cucumber's own parser, which is imported only where such a file exists. What that parser lets pass
and no runner can use, is said here: an outline without examples, steps out of order, no outcome, a second feature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from gherkin.errors import ParserException

ENDINGS = (".feature", ".feature.md")
_MESSAGE = re.compile(r"\(\d+:\d+\): ")
_TOKENS = re.compile(r"#(\w+)")
_FRONT = re.compile(r"\A---[ \t]*\r?\n.*?^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_MOST_STEPS = 60


class Tag(NamedTuple):
    """A tag without its sign."""

    name: str
    line: int
    column: int


class Scenario(NamedTuple):
    """One scenario, or outline of several."""

    name: str
    line: int
    column: int
    tags: tuple[Tag, ...]
    """Its own, and those of its rule and feature."""
    steps: tuple[str, ...]
    """As written, with their keywords."""
    text: str
    """As it stands in the file, without its tags."""


class Problem(NamedTuple):
    """Something that no runner can use."""

    line: int
    column: int
    reason: str
    mend: str = ""


class Feature(NamedTuple):
    """What a file holds."""

    name: str
    line: int
    description: str
    tags: tuple[Tag, ...]
    scenarios: tuple[Scenario, ...]
    problems: tuple[Problem, ...]


def is_feature(path: str) -> bool:
    """Whether a file holds scenarios, by its name."""
    return path.casefold().endswith(ENDINGS)


def read(text: str, *, markdown: bool) -> Feature:
    """The feature of a text; one that cannot be read has no scenario and says why."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not markdown:
        return _read(text, markdown=False)
    # Of a front matter, or of an empty line, the parser for Markdown would make the feature.
    rest = _FRONT.sub("", text).lstrip("\n")
    return _shifted(_read(rest, markdown=True), text[: len(text) - len(rest)].count("\n"))


def _shifted(found: Feature, by: int) -> Feature:
    def tags(some: tuple[Tag, ...]) -> tuple[Tag, ...]:
        return tuple(tag._replace(line=tag.line + by) for tag in some)

    return found._replace(
        line=found.line + by,
        tags=tags(found.tags),
        scenarios=tuple(one._replace(line=one.line + by, tags=tags(one.tags)) for one in found.scenarios),
        problems=tuple(one._replace(line=one.line + by) for one in found.problems),
    )


def _read(text: str, *, markdown: bool) -> Feature:
    from gherkin.dialect import Dialect  # noqa: PLC0415 - as the module says
    from gherkin.errors import CompositeParserException, ParserError, ParserException  # noqa: PLC0415 - as the module says
    from gherkin.parser import Parser  # noqa: PLC0415 - as the module says
    from gherkin.token_matcher import TokenMatcher  # noqa: PLC0415 - as the module says
    from gherkin.token_matcher_markdown import GherkinInMarkdownTokenMatcher  # noqa: PLC0415 - as the module says
    from gherkin.token_scanner import TokenScanner  # noqa: PLC0415 - as the module says

    last = text.rstrip().count("\n") + 1
    matcher = GherkinInMarkdownTokenMatcher() if markdown else TokenMatcher()
    try:
        found: Any = Parser().parse(TokenScanner(text), matcher)
    except CompositeParserException as error:
        return Feature("", 1, "", (), (), tuple(_problem(one, last) for one in error.errors))
    except ParserException as error:
        return Feature("", 1, "", (), (), (_problem(error, last),))
    except (ParserError, ValueError, IndexError, KeyError, AttributeError, RecursionError):
        return Feature("", 1, "", (), (), (Problem(1, 1, "the text is no Gherkin"),))
    feature = found.get("feature")
    if feature is None:
        mend = "write `# Feature: …`" if markdown else "write `Feature: …`"
        return Feature("", 1, "", (), (), (Problem(1, 1, "there is no feature in the file", mend),))
    dialect = Dialect.for_name(feature.get("language") or "en")
    outlines = frozenset(dialect.scenario_outline_keywords) if dialect is not None else frozenset[str]()
    return _Reader(text.split("\n"), feature, outlines).feature()


def _problem(error: ParserException, last: int) -> Problem:
    """What the parser says, in our words; its names of tokens become words. What it finds behind the end is said of the
    last line that holds anything."""
    text = _MESSAGE.sub("", str(error.args[0]), count=1)
    expected, _, got = text.removeprefix("expected: ").partition(", got ")
    if got:
        words = [
            _spaced(name) for name in _TOKENS.findall(expected) if name not in ("EOF", "Empty", "Comment", "Other")
        ]
        text = f"{got[:60]} does not belong here; expected is {' or '.join(words[-3:])}"
    elif "end of file" in text:
        text = "the text breaks off"
    line, column = error.location["line"], error.location.get("column") or 1
    if line > last:
        line, column = last, 1
    return Problem(max(1, line), column, text[:1].lower() + text[1:])


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.removesuffix("Line")).lower()


class _Reader:
    def __init__(self, lines: list[str], feature: dict[str, Any], outlines: frozenset[str]) -> None:
        self.outlines = outlines
        """What an outline is called in the language of the feature."""
        self.lines = lines
        self.root = feature
        self.problems: list[Problem] = []
        self.heads: list[int] = []
        """The lines on which something begins, so that what stands between them is known."""

    def feature(self) -> Feature:
        tags = tuple(_tags(self.root))
        line = self.root["location"]["line"]
        self._second(self.root)
        self._begins(self.root)
        scenarios = tuple(self._scenarios(self.root, tags, []))
        if not scenarios:
            self.problems.append(Problem(line, 1, "the feature has no scenario", "write `Scenario: …` with its steps"))
        description = "\n".join(part.strip() for part in (self.root.get("description") or "").split("\n")).strip()
        problems = tuple(sorted(self.problems))
        return Feature((self.root.get("name") or "").strip(), line, description, tags, scenarios, problems)

    def _begins(self, node: dict[str, Any]) -> None:
        for child in node.get("children") or ():
            for part in child.values():
                places = [part["location"], *(tag["location"] for tag in part.get("tags") or ())]
                self.heads.append(min(place["line"] for place in places))
                self._begins(part)
        self.heads.sort()

    def _scenarios(self, node: dict[str, Any], tags: tuple[Tag, ...], background: list[Any]) -> Iterator[Scenario]:
        for child in node.get("children") or ():
            if "background" in child:
                background = [*background, *(child["background"].get("steps") or ())]
            elif "rule" in child:
                rule = child["rule"]
                self._second(rule)
                yield from self._scenarios(rule, (*tags, *_tags(rule)), background)
            elif "scenario" in child:
                yield self._scenario(child["scenario"], tags, background)

    def _scenario(self, node: dict[str, Any], tags: tuple[Tag, ...], background: list[Any]) -> Scenario:
        place = node["location"]
        line, column = place["line"], place.get("column") or 1
        name = (node.get("name") or "").strip()
        self._second(node)
        self._examples(node, name or "the scenario")
        self._steps(node, background, name or "the scenario")
        of_examples = [tag for some in node.get("examples") or () for tag in _tags(some)]
        end = next((head for head in self.heads if head > line), len(self.lines) + 1)
        text = "\n".join(self.lines[line - 1 : end - 1]).rstrip()
        steps = tuple(f"{step['keyword']}{step['text']}".strip() for step in node.get("steps") or ())
        return Scenario(name, line, column, (*tags, *_tags(node), *of_examples), steps[:_MOST_STEPS], text)

    def _examples(self, node: dict[str, Any], name: str) -> None:
        line = node["location"]["line"]
        tables = node.get("examples") or []
        has_holes = any(re.search(r"<[^<>\s][^<>]*>", step["text"]) for step in node.get("steps") or ())
        if node.get("keyword") in self.outlines or tables:
            if not any(table.get("tableBody") for table in tables):
                mend = "write `Examples:` with a table of a heading and a row at least"
                self.problems.append(Problem(line, 1, f"'{name}' is an outline without examples", mend))
        elif has_holes and node.get("keyword") == "Scenario":
            mend = "write `Scenario Outline:` with `Examples:`"
            self.problems.append(Problem(line, 1, f"'{name}' has placeholders and no examples", mend))

    def _steps(self, node: dict[str, Any], background: list[Any], name: str) -> None:
        line = node["location"]["line"]
        steps = node.get("steps") or []
        if not steps:
            self.problems.append(Problem(line, 1, f"'{name}' has no steps", "write `Given`, `When` and `Then`"))
            return
        kinds = list(_kinds([*background, *steps]))
        own = [kind for kind, _ in kinds[len(background) :]]
        if "Unknown" in own:
            return  # steps with `*` say nothing about their kind
        seen = [kind for kind, _ in kinds[: len(background)]]
        for kind, step in kinds[len(background) :]:
            if kind == "Context" and ("Outcome" in seen or "Action" in seen):
                self._order(step, name, "Given", "When" if "Action" in seen else "Then")
                break
            if kind == "Action" and "Outcome" in seen and "Action" not in seen:
                self._order(step, name, "When", "Then")
                break
            seen.append(kind)
        if "Outcome" not in own:
            self.problems.append(Problem(line, 1, f"'{name}' has no outcome", "write a step `Then …`"))

    def _order(self, step: dict[str, Any], name: str, late: str, early: str) -> None:
        place = step["location"]
        reason = f"'{name}' has a {late} behind a {early}"
        mend = "first what is given, then what is done, then what comes of it; or make two scenarios of it"
        self.problems.append(Problem(place["line"], place.get("column") or 1, reason, mend))

    def _second(self, node: dict[str, Any]) -> None:
        """A second feature is read as a description: no runner ever runs it."""
        keyword = self.root.get("keyword") or "Feature"
        description = node.get("description") or ""
        if f"{keyword}:" not in description:
            return
        start = node["location"]["line"]
        for number, line in enumerate(self.lines[start:], start=start + 1):
            if line.strip().lstrip("# ").startswith(f"{keyword}:"):
                mend = "put it into a file of its own"
                self.problems.append(Problem(number, 1, "the file has a second feature", mend))
                return


def _tags(node: dict[str, Any]) -> Iterator[Tag]:
    for tag in node.get("tags") or ():
        place = tag["location"]
        yield Tag(tag["name"].removeprefix("@"), place["line"], place.get("column") or 1)


def _kinds(steps: list[Any]) -> Iterator[tuple[str, Any]]:
    """Each step with its kind; `And` and `But` go on with the one before."""
    before = "Context"
    for step in steps:
        kind = step.get("keywordType") or "Unknown"
        before = before if kind == "Conjunction" else kind
        yield before, step
