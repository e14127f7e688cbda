"""What `tpo-docs results list` shows: tests with their results, cases, and what of them proves nothing."""

from __future__ import annotations

from collections.abc import Iterator

from tpo_docs.cli.nothing import none_of
from tpo_docs.formats.rows import Table
from tpo_docs.model import Project
from tpo_docs.records.evidence import evidence
from tpo_docs.records.results import BLOCKED, FAILED, PASSED, outcome
from tpo_docs.verdicts import results_verdict, verdicts

_STYLES = {"failed": "error", "ok": "good", "passed": "good", "stale": "warning", "open": "dim", "blocked": "warning"}
_Row = tuple[tuple[str, ...], ...]


def empty(found: Project, show: str) -> str:
    """Why a list is empty."""
    if not found.results.present:
        return "no results are kept yet; `tpo-docs results add REPORT` reads a test runner's report"
    if show == "tests":
        return none_of(found, "test") or "no result on record is of a test; `--show unmatched` lists them"
    return {"failed": "no case failed", "unmatched": "every case on record proves something"}.get(
        show, "no case is on record"
    )


def tables(found: Project, show: str) -> tuple[Table, list[str]]:
    """What `--show` asks for as a table, and the style of each of its rows."""
    if show == "tests":
        rows = list(_tests(found))
        table = Table(("id", "verdict", "passed", "failed", "blocked", "at", "environment", "title"), tuple(rows))
        return table, [_STYLES.get(row[1][0] if row[1] else "", "") for row in rows]
    if show == "files":
        files = [((one.file,), (str(one.run),), (str(one.lines),), (one.at,)) for one in found.results.files]
        return Table(("file", "run", "lines", "at"), tuple(files)), [""] * len(files)
    styled = [*_cases(found, show), *(_groups(found) if show != "failed" else ())]
    if show == "unmatched":
        styled += _misnamed(found)
    table = Table(("case", "result", "at", "environment", "proves", "message"), tuple(row for row, _ in styled))
    return table, [style for _, style in styled]


def _cases(found: Project, show: str) -> Iterator[tuple[_Row, str]]:
    matched = evidence(found)
    proves: dict[tuple[str, str], list[str]] = {}
    for name, one in (*matched.tests.items(), *matched.direct.items()):
        for case in one.cases:
            proves.setdefault((case.case, case.environment), []).append(name)
    for case in found.results.cases if show != "unmatched" else matched.unmatched:
        if show != "failed" or outcome(case.result) == FAILED:
            row = (
                (case.case,),
                (case.result,),
                (case.at,),
                (case.environment,) if case.environment else (),
                tuple(proves.get((case.case, case.environment), ())),
                (case.message,) if case.message else (),
            )
            yield row, _STYLES.get(outcome(case.result), "")


def _groups(found: Project) -> Iterator[tuple[_Row, str]]:
    """Cases that were too many to keep one by one."""
    for group in found.results.groups:
        text = ", ".join(f"{count} {result}" for result, count in sorted(group.counts.items()))
        yield ((f"{group.cases}::*",), (text,), (group.at,), (group.environment,), (), ()), "dim"


def _misnamed(found: Project) -> Iterator[tuple[_Row, str]]:
    """Keys and names that were meant to match and do not."""
    matched = evidence(found)
    for key, heads in matched.ambiguous.items():
        yield ((key,), ("ambiguous",), (), (), (), (f"a key that meets {' and '.join(heads)}",)), "warning"
    for case, name in matched.unknown:
        yield ((case.case,), (case.result,), (case.at,), (), (), (f"names {name}, which there is not",)), "warning"


def _tests(found: Project) -> Iterator[_Row]:
    matched = evidence(found)
    judged = verdicts(found)
    for address, one in (*matched.tests.items(), *sorted(matched.direct.items())):
        item = found.resolve(address)
        proof = judged.get(address)
        verdict = proof.verdict if proof is not None and address in matched.tests else results_verdict(one, one.address)
        yield (
            (address,),
            (verdict.value,),
            (str(one.count(PASSED)),),
            (str(one.count(FAILED)),),
            (str(one.count(BLOCKED)),),
            (one.at,) if one.at else (),
            one.environments,
            (item.title,) if item is not None else (),
        )
