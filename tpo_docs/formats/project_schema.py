"""The JSON Schema of the document that `project_json` writes; a key may be added to it within version 1."""

from __future__ import annotations

from typing import Any

from tpo_docs.verdicts import Verdict

NAME = "tpo-docs/project/1"


def _object(properties: dict[str, Any], text: str = "") -> dict[str, Any]:
    described = {"description": text} if text else {}
    return {**described, "type": "object", "properties": properties, "required": list(properties)}


def _list(entries: dict[str, Any], text: str) -> dict[str, Any]:
    return {"description": text, "type": "array", "items": entries}


_TEXT: dict[str, Any] = {"type": "string"}
_FLAG: dict[str, Any] = {"type": "boolean"}
_PLACE: dict[str, Any] = {"type": "integer", "minimum": 1}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT}
_FINDING: dict[str, Any] = {
    "code": {"type": "string", "pattern": "^[A-Z]+[0-9]+$"},
    "name": _TEXT,
    "severity": {"enum": ["error", "warning", "info"]},
    "path": _TEXT,
    "line": _PLACE,
    "column": _PLACE,
    "item": {**_TEXT, "description": "Id of the item concerned; empty where it is about a file."},
    "about": {**_TEXT, "description": "The field, link target or criterion meant."},
    "message": _TEXT,
    "mend": _TEXT,
}
_MISSING = _object({"item": _TEXT, "need": _TEXT, "criterion": _TEXT, "words": _TEXT})

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:tpo-docs:project:1",
    "title": "A tpo-docs project",
    **_object(
        {
            "schema": {"const": NAME},
            "generator": _object({"name": _TEXT, "version": _TEXT}),
            "profile": _TEXT,
            "version": {**_TEXT, "description": "What the site is published as."},
            "today": {**_TEXT, "format": "date", "description": "The day the findings were judged by."},
            "items": _list(
                _object(
                    {
                        "id": {"type": "string", "minLength": 1},
                        "type": _TEXT,
                        "kind": _TEXT,
                        "title": _TEXT,
                        "status": {**_TEXT, "description": "As written, or the type's draft status."},
                        "category": {"enum": ["draft", "review", "agreed", "doing", "done", "dead"]},
                        "path": {**_TEXT, "description": "From the project's root, with `/`."},
                        "line": _PLACE,
                        "page": {
                            **_TEXT,
                            "description": "Its page in the docs folder; empty for a row of a collection.",
                        },
                        "anchor": _TEXT,
                        "statement": _TEXT,
                        "fields": {"type": "object", "description": "The front matter, values typed by the schema."},
                        "criteria": _list(
                            _object({"id": _TEXT, "text": _TEXT, "line": _PLACE}), "Acceptance criteria."
                        ),
                        "body": {**_TEXT, "description": "The Markdown below the front matter."},
                    }
                ),
                "All items, in the natural order of their ids.",
            ),
            "traces": _list(
                _object(
                    {
                        "source": _TEXT,
                        "role": _TEXT,
                        "target": _TEXT,
                        "criterion": {**_TEXT, "description": "`AC1` where a criterion of the target is meant."},
                        "state": {"enum": ["ok", "unwanted", "dead"]},
                        "written_in": {**_TEXT, "description": "The end that states the link."},
                        "path": _TEXT,
                        "line": _PLACE,
                        "column": _PLACE,
                    }
                ),
                "Links whose two ends exist, in their canonical direction.",
            ),
            "links": _list(
                _object(
                    {
                        "item": _TEXT,
                        "role": _TEXT,
                        "target": {**_TEXT, "description": "As written."},
                        "inverse": _FLAG,
                        "state": {"const": "dangling"},
                        "path": _TEXT,
                        "line": _PLACE,
                        "column": _PLACE,
                    }
                ),
                "Links that did not land.",
            ),
            "duplicates": _list(
                _object({"id": _TEXT, "path": _TEXT, "line": _PLACE}), "Items whose id another one has already."
            ),
            "documents": _list(_object({"path": _TEXT, "title": _TEXT}), "Ordinary pages beside the items."),
            "findings": _list(_object(_FINDING), "What the rules say, by place."),
            "exempted": _list(
                _object({**_FINDING, "reason": _TEXT, "until": _TEXT}), "Findings that their items allow."
            ),
            "known": _list(_object(_FINDING), "Findings listed in the file of known ones."),
            "coverage": _list(
                _object(
                    {
                        "item": _TEXT,
                        "covered": {**_FLAG, "description": "All that it needs is there, or allowed to lack."},
                        "deep": {**_FLAG, "description": "So is all that those need, down to the leaves."},
                        "expected": _COUNT,
                        "met": _COUNT,
                        "needs": _list(
                            _object(
                                {
                                    "need": {
                                        **_TEXT,
                                        "description": "As in the schema: `test`, `spec/rollout`, `spec?`.",
                                    },
                                    "advice": _FLAG,
                                    "judged": {
                                        **_FLAG,
                                        "description": "False for evidence that the project does not record.",
                                    },
                                    "met": _FLAG,
                                    "direct": _TEXTS,
                                    "derived": {**_TEXTS, "description": "What covers it through another item."},
                                    "open_criteria": _TEXTS,
                                }
                            ),
                            "Each need and what meets it.",
                        ),
                        "missing": _list(_MISSING, "What the item itself lacks."),
                        "exempt": _list(_MISSING, "What it lacks and allows, with a reason: no gap."),
                        "first_missing": {
                            "anyOf": [_MISSING, {"type": "null"}],
                            "description": "The first thing missing in the whole chain.",
                        },
                    }
                ),
                "How each item that needs anything is covered.",
            ),
            "verdicts": _list(
                _object(
                    {
                        "item": _TEXT,
                        "verdict": {"enum": [verdict.value for verdict in Verdict]},
                        "verified": _FLAG,
                        "step": {**_TEXT, "description": "The first missing step, in words."},
                        "path": {**_TEXTS, "description": "The ids from the item down to where it is missing."},
                        "criteria": {"type": "object", "description": "Criterion → its verdict."},
                    }
                ),
                "What is proven of each item, in a project that keeps test results.",
            ),
            "code": _list(
                _object(
                    {
                        "item": {**_TEXT, "description": "The item meant; empty for one that does not exist."},
                        "role": _TEXT,
                        "target": {**_TEXT, "description": "As written."},
                        "path": _TEXT,
                        "line": _PLACE,
                    }
                ),
                "Markers in source code.",
            ),
            "results": _list(
                _object(
                    {
                        "case": _TEXT,
                        "result": _TEXT,
                        "at": _TEXT,
                        "environment": _TEXT,
                        "commit": _TEXT,
                        "message": _TEXT,
                    }
                ),
                "The latest result of each test case.",
            ),
        },
    ),
}
