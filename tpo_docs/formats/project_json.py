"""The whole project as one JSON document, `"schema": "tpo-docs/project/1"`; `project_schema` describes it.

Keys and lists stand in a fixed order, so that the same input gives the same bytes. Values have the type that the
project's schema gives their field; a text that does not fit its type stays a text. A key may be added within
version 1; one that goes or changes its meaning makes version 2.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from tpo_docs import __version__
from tpo_docs.coverage import Coverage, Missing, State, coverage
from tpo_docs.formats.project_schema import NAME
from tpo_docs.model import (
    CaseResult,
    Field,
    Group,
    Item,
    Project,
    Review,
    Scalar,
    Sequence,
    Trace,
    Value,
    as_number,
    natural_key,
)
from tpo_docs.records.code import target_of
from tpo_docs.schema import FieldSpec
from tpo_docs.verdicts import Verdict, criterion_verdicts, path, verdicts


def write(review: Review) -> bytes:
    """The document as UTF-8."""
    return (json.dumps(document(review), indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode(
        "utf-8", "replace"
    )


def document(review: Review) -> dict[str, Any]:
    """The document as plain values."""
    project = review.project
    items = sorted(project.items.values(), key=lambda item: natural_key(item.id))
    return {
        "schema": NAME,
        "generator": {"name": "tpo-docs", "version": __version__},
        "profile": project.configuration.profile,
        "version": project.configuration.version,
        "today": project.today.isoformat(),
        "items": [item_json(item, project) for item in items],
        "traces": [_trace(trace, project) for trace in sorted(project.traces, key=_trace_key)],
        "links": [
            {
                "item": claim.item.id,
                "role": claim.link.role,
                "target": claim.link.target,
                "inverse": claim.link.inverse,
                "state": "dangling",
                "path": claim.item.path,
                "line": claim.link.line,
                "column": claim.link.column,
            }
            for claim in project.dangling
        ],
        "duplicates": [{"id": item.id, "path": item.path, "line": item.line} for item in project.duplicates],
        "documents": [{"path": page.path, "title": page.title} for page in project.documents],
        "findings": [finding.values() for finding in review.findings],
        "exempted": [{**one.finding.values(), "reason": one.reason, "until": one.until} for one in review.exempted],
        "known": [finding.values() for finding in review.known],
        "coverage": [
            _coverage(state) for _, state in sorted(coverage(project).items(), key=lambda pair: natural_key(pair[0]))
        ],
        "verdicts": [
            {"item": name, **found}
            for name in sorted(verdicts(project), key=natural_key)
            if (found := verdict_json(name, project)) is not None
        ],
        "code": [
            {
                "item": item.id if (item := target_of(project, marker)) is not None else "",
                "role": marker.role,
                "target": marker.target,
                "path": marker.path,
                "line": marker.line,
            }
            for marker in project.code.markers
        ],
        "results": [_result(case) for case in project.results.cases],
    }


def item_json(item: Item, project: Project) -> dict[str, Any]:
    """An entry of `items`."""
    spec = project.schema.types.get(item.type)
    specs: Mapping[str, FieldSpec] = spec.fields if spec is not None else {}
    return {
        "id": item.id,
        "type": item.type,
        "kind": item.kind,
        "title": item.title,
        "status": item.status,
        "category": item.category.value,
        "path": item.path,
        "line": item.line,
        "page": item.docs_path,
        "anchor": item.anchor,
        "statement": item.statement,
        "fields": {name: _value(field.value, specs.get(name)) for name, field in item.fields.items()},
        "criteria": [{"id": one.id, "text": one.text, "line": one.line} for one in item.criteria],
        "body": item.body.text,
    }


def _value(value: Value, spec: FieldSpec | None) -> Any:
    if isinstance(value, Sequence):
        one = spec._replace(many=False) if spec is not None else None
        return [_value(entry, one) for entry in value.entries]
    if isinstance(value, Group):
        inner = spec.fields if spec is not None else {}
        return {field.name: _value(field.value, inner.get(field.name) or inner.get("*")) for field in _fields(value)}
    found = _scalar(value, spec.value if spec is not None else "text")
    return [found] if spec is not None and spec.many and spec.value != "group" and value.text else found


def _fields(group: Group) -> tuple[Field, ...]:
    return tuple({field.name: field for field in reversed(group.fields)}.values())[::-1]


def _scalar(value: Scalar, kind: str) -> Any:
    text = value.text.strip()
    if kind in ("number", "integer"):
        number = as_number(text)
        if number is not None and math.isfinite(number):
            return int(number) if number.is_integer() and abs(number) < 2**53 else number
    if kind == "boolean" and text.casefold() in ("true", "yes", "on", "false", "no", "off"):
        return text.casefold() in ("true", "yes", "on")
    return text


def _trace(trace: Trace, project: Project) -> dict[str, Any]:
    claim = project.claims[trace]
    return {
        "source": trace.source,
        "role": trace.role,
        "target": trace.target,
        "criterion": trace.criterion,
        "state": _state(trace, project),
        "written_in": claim.item.id,
        "path": claim.item.path,
        "line": claim.link.line,
        "column": claim.link.column,
    }


def _state(trace: Trace, project: Project) -> str:
    """`ok`, `unwanted` where the schema does not allow the pair, `dead` where the target no longer lives."""
    source, target = project.items[trace.source], project.items[trace.target]
    role = project.schema.roles[trace.role]
    if not role.allows(source.type, target.type) and not (role.symmetric and role.allows(target.type, source.type)):
        return "unwanted"
    return "dead" if source.living and not target.living and trace.role != "supersedes" else "ok"


def _trace_key(trace: Trace) -> tuple[object, ...]:
    return natural_key(trace.source), trace.role, natural_key(trace.target), natural_key(trace.criterion)


def verdict_json(name: str, project: Project) -> dict[str, Any] | None:
    """What is proven of an item; None where nothing is claimed of it."""
    proof = verdicts(project).get(name)
    if proof is None or proof.verdict is Verdict.NONE:
        return None
    item = project.items[name]
    return {
        "verdict": proof.verdict.value,
        "verified": proof.verified,
        "step": proof.step.words(of=name) if proof.step is not None else "",
        "path": list(path(project, name)),
        "criteria": {one: found.value for one, found in criterion_verdicts(project, item).items()},
    }


def _result(case: CaseResult) -> dict[str, Any]:
    return {
        "case": case.case,
        "result": case.result,
        "at": case.at,
        "environment": case.environment,
        "commit": case.commit,
        "message": case.message,
    }


def _coverage(found: Coverage) -> dict[str, Any]:
    return {
        "item": found.item,
        "covered": found.covered,
        "deep": found.deep,
        "expected": found.expected,
        "met": found.met,
        "needs": [_need(state) for state in found.states],
        "missing": [_missing(lack, found.item) for lack in found.missing],
        "exempt": [_missing(lack, found.item) for lack in found.exempt],
        "first_missing": _missing(found.first_missing, found.item) if found.first_missing is not None else None,
    }


def _need(state: State) -> dict[str, Any]:
    return {
        "need": str(state.need),
        "advice": state.need.advice,
        "judged": state.judged,
        "met": state.met,
        "direct": list(state.direct),
        "derived": list(state.derived),
        "open_criteria": list(state.open_criteria),
    }


def _missing(lack: Missing, item: str) -> dict[str, Any]:
    return {"item": lack.item, "need": str(lack.need), "criterion": lack.criterion, "words": lack.words(of=item)}
