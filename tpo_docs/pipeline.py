"""The line: source files in, a review out. Every front end calls this and shows the result."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from tpo_docs import blocks, matrix, query
from tpo_docs.check import check, unknown_codes
from tpo_docs.config import Configuration
from tpo_docs.graph import link
from tpo_docs.model import Change, Parsed, Project, Review, SourceFile
from tpo_docs.parse import parse, with_scenarios
from tpo_docs.planning import priorities
from tpo_docs.records import ledger, results


def project(
    files: Iterable[SourceFile],
    configuration: Configuration,
    today: date,
    *,
    present: frozenset[str] = frozenset(),
    cited: Mapping[str, bytes] | None = None,
    history: Mapping[str, Change] | None = None,
) -> Project:
    """The linked items of these files. `present` names the files that items may cite, `cited` holds the text of some."""
    given = tuple(files)
    parsed = parse(given, configuration)
    for file in given:
        if file.path == ledger.PATH:
            parsed = ledger.with_ledger(parsed, file.data)
        elif file.path == results.PATH:
            parsed = results.with_results(parsed, file.data)
    return linked(parsed, configuration, today, present=present, cited=cited, history=history)


def linked(
    parsed: Parsed,
    configuration: Configuration,
    today: date,
    *,
    present: frozenset[str] = frozenset(),
    cited: Mapping[str, bytes] | None = None,
    history: Mapping[str, Change] | None = None,
) -> Project:
    """The same of what was parsed already; queries and formulas are read here, since only now all fields are known."""
    parsed = with_scenarios(parsed)
    unread = query.problems(configuration, parsed) + blocks.problems(configuration, parsed)
    unread += priorities.problems(configuration, parsed) + matrix.problems(configuration) + unknown_codes(configuration)
    if unread:
        parsed = replace(parsed, unread=unread + parsed.unread)
    return link(parsed, configuration, today, files=present, cited=cited, history=history)


def review(  # noqa: PLR0913 - as above
    files: Iterable[SourceFile],
    configuration: Configuration,
    today: date,
    *,
    present: frozenset[str] = frozenset(),
    cited: Mapping[str, bytes] | None = None,
    history: Mapping[str, Change] | None = None,
    known: Collection[str] = (),
    base: Project | None = None,
) -> Review:
    """The findings on these files. `base` is the version that they are compared with."""
    found = project(files, configuration, today, present=present, cited=cited, history=history)
    return check(replace(found, base=base), known=known)
