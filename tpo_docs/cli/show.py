"""`tpo-docs show`: one item with what it serves above and what realizes and proves it below."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

import click

from tpo_docs import query
from tpo_docs.cli import project
from tpo_docs.cli.console import has_colour, painter, width
from tpo_docs.cli.nearest import nearest_criterion, nearest_item
from tpo_docs.cli.options import Where, format_option, output_option, where_options
from tpo_docs.cli.output import deliver
from tpo_docs.cli.table import Paint
from tpo_docs.coverage import coverage, tests_of_criterion
from tpo_docs.formats.project_json import item_json, verdict_json
from tpo_docs.formats.rows import WRITERS, Table
from tpo_docs.model import Criterion, Finding, Group, Item, Project, Review, Scalar, Sequence, Value
from tpo_docs.query import Branch
from tpo_docs.records.code import traced
from tpo_docs.records.evidence import evidence
from tpo_docs.records.lines import block_lines
from tpo_docs.records.results import FAILED, PASSED, outcome
from tpo_docs.report.text import one_line
from tpo_docs.schema import RoleSpec
from tpo_docs.verdicts import Verdict, criterion_verdicts, path, verdicts

_HEAD = frozenset(("id", "title", "type", "kind", "status", "statement", "acceptance", "allow"))

_MAX_CASES = 20
_SAID = {Verdict.OK: "passed", Verdict.OPEN: "not run"}

EPILOG = """\b
Examples:
  tpo-docs show REQ-004
  tpo-docs show REQ-004 --format markdown
  tpo-docs show STY-001/AC2
"""


@click.command("show", epilog=EPILOG)
@click.argument("id_", metavar="ID")
@format_option("table", "json", "csv", "markdown", help="How to write it; csv and markdown hold the trace alone.")
@output_option()
@where_options
def command(where: Where, *, id_: str, format_: str, output: str | None) -> int:
    """Show an item with its trace up and down.

    Each item of the trace stands there once, with what its link claims and
    how it is covered. STY-001/AC2 shows that acceptance criterion with the
    tests that verify it.
    """
    review = project.load(where).review
    item = review.project.resolve(id_)
    if not id_.strip():
        raise click.UsageError("the id is empty", click.get_current_context())
    if item is None:
        raise click.UsageError(
            f"there is no item {id_}{nearest_item(id_, review.project)}", click.get_current_context()
        )
    _, stroke, part = id_.partition("/") if id_ not in review.project.items else ("", "", "")
    criterion = next((one for one in item.criteria if one.id == part), None) if part else None
    if stroke and criterion is None:
        mend = nearest_criterion(part, item)
        lack = f"{item.id} has no criterion {part}" if part else f"{id_} names no criterion"
        raise click.UsageError(f"{lack}{mend}", click.get_current_context())
    deliver(_written_as(format_, item, criterion, review, painter(colour=has_colour() and output is None)), output)
    return 0


def _written_as(format_: str, item: Item, criterion: Criterion | None, review: Review, paint: Paint) -> str:
    if format_ == "json":
        shown = as_json(item, review) if criterion is None else criterion_as_json(item, criterion, review)
        return json.dumps(shown, indent=2, ensure_ascii=False) + "\n"
    if format_ == "table":
        lines = _lines(item, review, paint) if criterion is None else _criterion_lines(item, criterion, review, paint)
        return "\n".join(lines) + "\n"
    found = review.project
    return WRITERS[format_](_table(item, found) if criterion is None else _criterion_table(item, criterion, found))


def as_json(item: Item, review: Review) -> dict[str, Any]:
    """The item, its trees of traces and its findings as JSON."""
    found = review.project
    return {
        **item_json(item, found),
        "up": [_branch_json(branch, found) for branch in query.tree(found, item, up=True)],
        "down": [_branch_json(branch, found) for branch in query.tree(found, item, up=False)],
        "verdict": verdict_json(item.id, found),
        "findings": [finding.values() for finding in review.about(item.id)],
    }


def criterion_as_json(item: Item, criterion: Criterion, review: Review) -> dict[str, Any]:
    """An acceptance criterion, what is linked to it, and the findings on it as JSON."""
    return {
        "id": f"{item.id}/{criterion.id}",
        "item": item.id,
        "criterion": criterion.id,
        "text": criterion.text,
        "path": item.path,
        "line": criterion.line,
        "links": [
            {"says": says, "id": other.id, "type": other.type, "title": other.title, "status": other.status}
            for says, other in _at_criterion(item, criterion, review.project)
        ],
        "findings": [finding.values() for finding in _findings_on(item, criterion, review)],
    }


def _at_criterion(item: Item, criterion: Criterion, found: Project) -> list[tuple[str, Item]]:
    """What is linked to a criterion, and how; first its tests, those of the whole item where it has no other criterion."""
    roles = found.schema.roles
    tests = tests_of_criterion(found, item).get(criterion.id, ())
    ends = [(roles["verifies"].says[1], found.items[name]) for name in tests] if tests else []
    ends += [
        (roles[trace.role].says[1], found.items[trace.source])
        for trace in found.incoming.get(item.id, ())
        if trace.criterion == criterion.id and trace.source not in tests
    ]
    return ends


def _findings_on(item: Item, criterion: Criterion, review: Review) -> list[Finding]:
    about = re.compile(rf"(?<![\w-]){re.escape(criterion.id)}(?![\w-])")
    return [
        finding
        for finding in review.about(item.id)
        if (finding.path, finding.line) == (item.path, criterion.line) or about.search(finding.message)
    ]


def _criterion_lines(item: Item, criterion: Criterion, review: Review, paint: Paint) -> Iterator[str]:
    yield f"{paint(one_line(f'{item.id}/{criterion.id}'), 'bold')} {one_line(criterion.text)}"
    status = item.status if item.status == item.category.value else f"{item.status} ({item.category.value})"
    yield paint(one_line(f"of {item.id} {item.title} · {status} · {item.path}:{criterion.line}"), "dim")
    ends = _at_criterion(item, criterion, review.project)
    yield ""
    for says, other in ends:
        yield f"{says} {paint(other.id, 'bold')} {one_line(other.title)} [{other.status}]"
    if not any(other.type == "test" for _, other in ends):
        yield _no_test(item, review.project, paint)
    yield from _finding_lines(_findings_on(item, criterion, review), paint)


def _criterion_table(item: Item, criterion: Criterion, found: Project) -> Table:
    rows = [
        (f"{item.id}/{criterion.id}", criterion.text, says, other.id, other.type, other.status, other.title)
        for says, other in _at_criterion(item, criterion, found)
    ]
    rows = rows or [(f"{item.id}/{criterion.id}", criterion.text, "", "", "", "", "")]
    columns = ("criterion", "text", "link", "id", "type", "status", "title")
    return Table(columns, tuple(tuple((text,) for text in row) for row in rows))


def _branch_json(branch: Branch, found: Project) -> dict[str, Any]:
    state, missing = _coverage(branch.item, found)
    return {
        "id": branch.item.id,
        "type": branch.item.type,
        "title": branch.item.title,
        "status": branch.item.status,
        "role": branch.role,
        "says": _says(branch, found),
        "criteria": list(branch.criteria),
        "covered": state,
        "missing": missing,
        "again": branch.again,
        "branches": [_branch_json(inner, found) for inner in branch.branches],
    }


def _lines(item: Item, review: Review, paint: Paint) -> Iterator[str]:
    found = review.project
    yield f"{paint(one_line(item.id), 'bold')} {one_line(item.title)}"
    kind = f"{item.type}/{item.kind}" if item.kind else item.type
    status = item.status if item.status == item.category.value else f"{item.status} ({item.category.value})"
    yield paint(one_line(f"{kind} · {status} · {item.path}:{item.line}"), "dim")
    if item.statement:
        yield ""
        yield from textwrap.wrap(one_line(item.statement), min(width() or 100, 100))
    names = [name for name in item.fields if name not in _HEAD and name not in found.schema.keywords]
    fields = [(name, text) for name in names if (text := _written(item.fields[name].value))]
    if fields:
        yield ""
        wide = max(len(name) for name, _ in fields)
        yield from (f"{paint(name.ljust(wide), 'dim')}  {text}" for name, text in fields)
    yield from _criteria(item, found, paint)
    yield from _links(item, found, paint)
    for heading, up in (("Up", True), ("Down", False)):
        branches = query.tree(found, item, up=up)
        if branches:
            yield ""
            yield paint(heading, "bold")
            yield from _tree(branches, found, paint, "", words=not up)
    state, missing = _coverage(item, found)
    if state:
        yield ""
        yield f"{paint('Covered:', 'bold')} {_covered(state, missing)}"
    yield from _code(item, found, paint)
    yield from _proof(item, found, paint)
    yield from _finding_lines(review.about(item.id), paint)


def _finding_lines(findings: Iterable[Finding], paint: Paint) -> Iterator[str]:
    findings = tuple(findings)
    if findings:
        yield ""
        yield paint("Findings", "bold")
        for finding in findings:
            yield f"  {one_line(finding.path)}:{finding.line}:{finding.column}: {paint(finding.severity.value, finding.severity.value)} {finding.code} {one_line(finding.message)}"
            if finding.mend:
                yield f"      {paint('mend:', 'dim')} {one_line(finding.mend)}"


_STYLES = {Verdict.FAILED: "error", Verdict.BROKEN: "error", Verdict.OK: "good", Verdict.STALE: "warning"}


def _code(item: Item, found: Project, paint: Paint) -> Iterator[str]:
    """Where source code says that it implements or verifies it."""
    markers = traced(found).get(item.id, ()) if found.code.present else ()
    if markers:
        yield ""
        yield paint("Code", "bold")
        for marker in markers:
            about = f" {marker.target}" if "/" in marker.target else ""
            lines = block_lines(found).get((marker.path, marker.line))
            run = f"  [{lines.run} of {lines.total} lines run by tests]" if lines is not None else ""
            yield f"  {marker.role}{about} {one_line(marker.path)}:{marker.line}{paint(run, 'dim') if run else ''}"


def _proof(item: Item, found: Project, paint: Paint) -> Iterator[str]:
    """What is proven of it, the first missing step, and the way there; for a test its cases."""
    proof = verdicts(found).get(item.id)
    if proof is None or proof.verdict is Verdict.NONE:
        return
    said = paint(proof.verdict.value, _STYLES.get(proof.verdict, "dim"))
    step = f": {proof.step.words(of=item.id)}" if proof.step is not None else ""
    yield f"{paint('Verdict:', 'bold')} {said}{step}"
    way = path(found, item.id)
    if len(way) > 1:
        yield f"{paint('The way there:', 'bold')} {' → '.join(way)}"
    cases = evidence(found).tests[item.id].cases if item.id in evidence(found).tests else ()
    if cases:
        yield ""
        yield paint("Results", "bold")
        for case in cases[:_MAX_CASES]:
            where = f" {case.environment}" if case.environment else ""
            text = f": {one_line(case.message)}" if case.message else ""
            style = {FAILED: "error", PASSED: "good"}.get(outcome(case.result), "dim")
            yield f"  {paint(case.result, style)} {one_line(case.case)} {case.at[:10]}{where}{text}"
        if len(cases) > _MAX_CASES:
            yield f"  and {len(cases) - _MAX_CASES} more"


def _criteria(item: Item, found: Project, paint: Paint) -> Iterator[str]:
    if not item.criteria:
        return
    tests = tests_of_criterion(found, item)
    judged = criterion_verdicts(found, item)
    yield ""
    yield paint("Acceptance criteria", "bold")
    for criterion in item.criteria:
        proof = ", ".join(tests.get(criterion.id, ())) or _no_test(item, found, paint)
        verdict = judged.get(criterion.id, Verdict.NONE)
        if verdict is not Verdict.NONE and (verdict is not Verdict.OPEN or tests.get(criterion.id)):
            proof += f": {paint(_SAID.get(verdict, verdict.value), _STYLES.get(verdict, 'dim'))}"
        yield f"  {criterion.id or '—'}  {one_line(criterion.text)}  [{proof}]"


def _no_test(item: Item, found: Project, paint: Paint) -> str:
    state = coverage(found).get(item.id)
    if state is not None and any(lack.criterion for lack in state.exempt):
        return paint("no test, allowed", "dim")
    return paint("no test", "warning" if item.committed else "dim")


def _links(item: Item, found: Project, paint: Paint) -> Iterator[str]:
    """Links that are no part of the trace: dependencies, releases, what is superseded."""
    other = [role for role in found.schema.roles.values() if not role.traced and role.name != "parent"]
    lines = []
    for role in other:
        for inverse in (False,) if role.symmetric else (False, True):
            ends = query.linked(found, item, role.name, inverse=inverse)
            if ends:
                lines.append(f"  {role.says[1] if inverse else role.says[0]} {', '.join(ends)}")
    dangling = [claim.link for claim in found.dangling if claim.item.id == item.id]
    lines += [f"  {link.role} {paint(one_line(link.target), 'error')}, which does not exist" for link in dangling]
    if lines:
        yield ""
        yield paint("Links", "bold")
        yield from lines


def _tree(branches: tuple[Branch, ...], found: Project, paint: Paint, indent: str, *, words: bool) -> Iterator[str]:
    for branch in branches:
        last = branch is branches[-1]
        item = branch.item
        about = f" {', '.join(branch.criteria)}" if branch.criteria else ""
        line = f"{indent}{'└' if last else '├'} {_says(branch, found)} {paint(item.id, 'bold')}{about} {one_line(item.title)} [{item.status}]"
        state, missing = _coverage(item, found)
        if branch.again:
            line += paint(" (shown elsewhere)", "dim")
        elif state:
            line += f" {_mark(state, missing if words else '', paint)}"
        yield line
        yield from _tree(branch.branches, found, paint, indent + ("  " if last else "│ "), words=words)


def _says(branch: Branch, found: Project) -> str:
    """What the link claims, said of the item before: `is realized by`, and for a test of criteria `has … verified by`."""
    role: RoleSpec = found.schema.roles[branch.role]
    return role.says[1] if branch.inverse else role.says[0]


def _coverage(item: Item, found: Project) -> tuple[str, str]:
    """`deep`, `yes` or `no`, and the first thing missing in words; empty where nothing is needed."""
    state = coverage(found).get(item.id)
    if state is None or not state.expected:
        return "", ""
    word = "deep" if state.deep else "yes" if state.covered else "no"
    return word, state.first_missing.words(of=item.id) if state.first_missing is not None else ""


def _mark(state: str, missing: str, paint: Paint) -> str:
    """`✓` covered all the way down, `◐` covered, `✗` not; what is missing only where it is the item's own."""
    if state == "deep":
        return paint("✓", "good")
    if state == "yes":
        return paint("◐", "info")
    return paint(f"✗ {missing}".rstrip(), "warning")


def _covered(state: str, missing: str) -> str:
    if state == "deep":
        return "all the way down"
    return f"yes, but further down {missing}" if state == "yes" else f"no: {missing}"


def _written(value: Value) -> str:
    """A value in one line, the parts of a mapping with their names."""
    if isinstance(value, Scalar):
        return one_line(value.text)
    if isinstance(value, Sequence):
        mark = "; " if any(isinstance(entry, Group) for entry in value.entries) else ", "
        return mark.join(_written(entry) for entry in value.entries)
    return ", ".join(f"{field.name}: {_written(field.value)}" for field in value.fields)


def _table(item: Item, found: Project) -> Table:
    rows = [
        *_rows(query.tree(found, item, up=True), found, "up", 1),
        *_rows(query.tree(found, item, up=False), found, "down", 1),
    ]
    return Table(
        ("direction", "depth", "link", "id", "criteria", "type", "status", "title", "covered", "missing"), tuple(rows)
    )


def _rows(
    branches: tuple[Branch, ...], found: Project, direction: str, depth: int
) -> Iterator[tuple[tuple[str, ...], ...]]:
    for branch in branches:
        item = branch.item
        texts = (
            direction,
            str(depth),
            _says(branch, found),
            item.id,
            ", ".join(branch.criteria),
            item.type,
            item.status,
            item.title,
        )
        yield tuple((text,) for text in (*texts, *_coverage(item, found)))
        yield from _rows(branch.branches, found, direction, depth + 1)
