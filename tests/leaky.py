"""A project with something private in every field and body, and an internal item of every type."""

from __future__ import annotations

import gzip
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from tpo_docs.profile import COMMON, TYPES
from tpo_docs.schema import FieldSpec, default_schema

EMAIL = "leaky.person@leaky-firm.example"
TELEPHONE = "+49 30 98765432"
SECRET = "ghp_LeakyLeakyLeaky0123456789abcdef"
PASSWORD = "Leaky!pass77"
CANARY = "canaryofthehidden"
"""Stands in every text of what is internal."""
HIDDEN_TITLE = f"Prices {CANARY} of the largest client"
FORBIDDEN = (
    EMAIL,
    "leaky.person",
    "leaky-firm",
    TELEPHONE,
    "98765432",
    SECRET,
    "LeakyLeaky",
    PASSWORD,
    CANARY,
    "-900",
    "quoted by",
)

_PRIVATE = f"ask {EMAIL} or {TELEPHONE}, {SECRET}, password: {PASSWORD}"
_PAGED = [name for name, data in TYPES.items() if not data.get("collection")]
_ROLES_TO_HIDDEN = {
    "requirement": "supports: [GOAL-001, GOAL-900]\ndepends_on: [REQ-900]\nrelates: [REQ-900]",
    "story": "realizes: [REQ-001, REQ-900]\nrelease: REL-mvp\nparent: EPIC-001",
    "spec": "specifies: [STY-001, STY-900]",
    "test": "verifies: [STY-001/AC1, STY-900/AC1]",
    "decision": "affects: [REQ-001, REQ-900, hidden-team-900]",
    "risk": "threatens: [REQ-001, REQ-900]",
    "goal": "measured_by: [KPI-001, KPI-900]",
    "epic": "supports: [GOAL-001]\nrelates: [EPIC-900]",
}
_ID = {name: "REL-mvp" if name == "release" else f"{data['prefix']}-001" for name, data in TYPES.items()}
_HIDDEN = {name: f"{data['prefix']}-900" for name, data in TYPES.items()}


def files() -> dict[str, str]:
    """All files of the project, by path from its root."""
    found = {
        "tpo-docs.yml": _CONFIGURATION,
        "mkdocs.yml": "site_name: Leaky\nsite_url: https://docs.leaky.example.org/x/\ntheme: {name: material}\n",
        "specs/about/notes.md": _NOTES,
        "specs/about/hidden-notes.md": f"---\naudience: internal\n---\n# Notes {CANARY}\n\nSee [[REQ-001]].\n",
        "specs/about/prices.csv": f"who,what\nanna,{EMAIL}\n",
        "specs/about/sheet.pdf": f"%PDF-1.4 {EMAIL}",
        "specs/series.csv": f"date,value,note\n2027-01-31,4,{_PRIVATE.replace(',', ' ')}\n",
        "specs/hidden-series.csv": f"date,value,note\n2027-01-31,4,{CANARY}\n",
        "specs/many.md": _MANY,
        "specs/all-hidden.md": _ALL_HIDDEN,
        "specs/closed/REQ-905.md": f"---\nid: REQ-905-900\n---\n# In a closed folder {CANARY}\n",
        "records/reviews.jsonl": "",
        "records/results.jsonl": _RESULTS,
        "docs/beside.md": f"# Beside {CANARY}\n\n{EMAIL}\n",
        "records/snapshots.jsonl": _SNAPSHOTS,
    }
    found["specs/parties.yml"] = _rows("party", "sam", "hidden-team-900")
    found["specs/terms.yml"] = _rows("term", "well", "hidden-term-900")
    found["specs/metrics.yml"] = _rows("metric", "KPI-001", "KPI-900")
    found["specs/clauses.yml"] = _rows("clause", "EDSO-1", "EDSO-900")
    for name in _PAGED:
        found[f"specs/{name}/{_ID[name]}.md"] = _item(name, _ID[name], hidden=False)
        found[f"specs/{name}/{_HIDDEN[name]}-prices.md"] = _item(name, _HIDDEN[name], hidden=True)
    return found


def first() -> dict[str, str]:
    """The files that an earlier version had otherwise: nothing was internal yet, and texts leaked in other words."""
    found = {path: text.replace("audience: internal", "tags: [early]") for path, text in files().items()}
    text = found["specs/requirement/REQ-001.md"]
    found["specs/requirement/REQ-001.md"] = text.replace("shall do it", f"did it for REQ-900 and {EMAIL}")
    found["specs/requirement/REQ-901.md"] = f"---\nid: REQ-901-900\naudience: internal\n---\n# Gone {CANARY}\n"
    found["tpo-docs.yml"] = found["tpo-docs.yml"].replace(", audience: internal", "")
    return found


def readings(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file as text in every way in which somebody may read it: packed, escaped and quoted ones too."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            for name, data in _unpacked(str(file.relative_to(folder)), file.read_bytes()):
                text = data.decode("utf-8", "replace")
                yield name, text
                plain = re.sub(
                    r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), html.unescape(unquote(text))
                )
                plain = re.sub(r"</?(?:wbr|span|em|strong|mark|a|code)\b[^>]*>|\\(?=[^\w\s])", "", plain)
                if plain != text:
                    yield f"{name} (read)", plain


def leaks(folder: Path) -> list[str]:
    """Where something private stands in a folder."""
    return [
        f"{name}: {word!r} in …{text[max(0, low.find(word.lower()) - 60) :][:160]!r}"
        for name, text in readings(folder)
        if not _is_of_the_theme(name)
        for low in [text.lower()]
        for word in FORBIDDEN
        if word.lower() in low
    ]


def _is_of_the_theme(name: str) -> bool:
    """Files that come with the theme or with us, and hold no word of a project."""
    return re.search(r"assets/(javascripts|stylesheets|images|vendor)/", name) is not None or "assets/tpo.css" in name


def _unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, data
    if data[:2] == b"\x1f\x8b":
        yield f"{name} (unpacked)", gzip.decompress(data)
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for inner in archive.namelist():
                yield f"{name}/{inner}", archive.read(inner)


def _item(name: str, item_id: str, *, hidden: bool) -> str:
    text = CANARY if hidden else _PRIVATE
    spec = default_schema().types[name]
    done = {"id", "title", "status", "kind", "type", "audience", "aliases", "acceptance", "release"}
    status = next(word for word, category in spec.workflow.items() if category.value == "agreed")
    lines = [
        f"id: {item_id}",
        f"status: {status}",
        f"title: {json.dumps(HIDDEN_TITLE if hidden else f'A {name}, {_PRIVATE}')}",
    ]
    lines += [f"kind: {spec.kinds[0]}"] if spec.kinds else []
    lines += [f"aliases: [{item_id}-OLD]"] if hidden else []
    lines += ["audience: internal"] if hidden else []
    for field in spec.fields.values():
        if field.name not in done:
            lines.append(f"{field.name}: {_value(field, text, hidden=hidden)}")
    if not hidden and name in _ROLES_TO_HIDDEN:
        lines.append(_ROLES_TO_HIDDEN[name])
    lines += [f"email: {EMAIL}", f"phone: 5550{'1' * 4}", f"custom_field: {json.dumps(text)}"]
    body = _HIDDEN_BODY if hidden else _BODY
    head = "\n".join(lines)
    return f"---\n{head}\n---\n{body}"


def _value(field: FieldSpec, text: str, *, hidden: bool) -> str:
    one: str
    if field.value == "group":
        inner = {
            ("extra" if name == "*" else name): _value(spec, text, hidden=hidden) for name, spec in field.fields.items()
        }
        one = "{" + ", ".join(f"{name}: {value}" for name, value in inner.items()) + "}"
    elif field.value == "party":
        one = "hidden-team-900"
    elif field.value == "date":
        one = "2027-01-31"
    elif field.value in ("number", "integer"):
        one = "1"
    elif field.value == "choice":
        one = next(iter(field.choices))
    elif field.value == "boolean":
        one = "true"
    elif field.value == "file":
        one = "../hidden-series.csv" if hidden else "../series.csv"
    else:
        one = json.dumps(text)
    if field.name == "quotes":
        one = json.dumps(f"quoted by {CANARY}")
    if field.name == "consent":
        one = "no"
    if field.name == "evidence":
        one = "FB-900"
    return f"[{one}]" if field.many else one


def _rows(name: str, shown: str, hidden: str) -> str:
    spec = default_schema().types[name]
    text = []
    for row, is_hidden in ((shown, False), (hidden, True)):
        text.append(f"{row}:")
        words = CANARY if is_hidden else _PRIVATE
        text.append(f"  title: {json.dumps(f'Row {CANARY} of it' if is_hidden else f'{shown} {_PRIVATE}')}")
        text += ["  audience: internal"] if is_hidden else []
        text += [f"  kind: {spec.kinds[0]}"] if spec.kinds else []
        text += [
            f"  {field.name}: {_value(field, words, hidden=is_hidden).replace('../', '')}"
            for field in spec.fields.values()
            if field.name not in {*COMMON, "kind"}
        ]
        text += [f"  plain: {json.dumps(words)}", f"  mobile: {json.dumps(TELEPHONE)}"]
    return "\n".join(text) + "\n"


def commits() -> Mapping[str, str]:
    """What the commits of the project say."""
    return {"subject": f"Plan {CANARY} with {EMAIL} for REQ-900", "author": EMAIL}


_BODY = f"""
The system shall do it; {_PRIVATE}.

It follows [[REQ-900]], [[REQ-900|the {CANARY}]], REQ-900 and STY-900/AC1, or {HIDDEN_TITLE}, of which
[the hidden page](../about/hidden-notes.md), [prices {CANARY}](../requirement/REQ-900-prices.md),
<a href="../requirement/REQ-900-prices.md">a tag</a> and [a defined one][hid] speak.
Mail [us](mailto:{EMAIL}) or <{EMAIL}>, leaky.person\\@leaky-firm.example, leaky.person&#64;leaky-firm.example,
leaky.person (at) leaky-firm.example; call [us](tel:{TELEPHONE.replace(" ", "")}).
Beside: [a table](../about/prices.csv), [a sheet](../about/sheet.pdf).

[hid]: ../requirement/REQ-900-prices.md "{EMAIL}"

## Acceptance criteria
- **AC1** It is sent to {EMAIL}, not to REQ-900.

## For {EMAIL}

```yaml
token: {SECRET}  # REQ-900
```

```tpo table
query: "up:REQ-900"
title: "{EMAIL}"
```

```tpo table
query: "type:requirement"
columns: [id, title, owner, custom_field, rationale, source]
```

<!-- a comment for {EMAIL} -->

-----BEGIN PRIVATE KEY-----
LeakyLeakyLeaky
-----END PRIVATE KEY-----
"""
_HIDDEN_BODY = f"All of it is {CANARY}.\n\n## Acceptance criteria\n- **AC1** It is {CANARY}.\n"
_NOTES = f"# Notes\n\n{_PRIVATE}; [[REQ-900]]; [hidden](hidden-notes.md) and [[hidden-term-900]].\n"
_MANY = f"""---
title: Many, for {EMAIL}
defaults: {{type: requirement, kind: functional, status: approved, owner: hidden-team-900}}
---
# Many

Above them: {_PRIVATE}.

## REQ-010 Seen by all
```yaml item
supports: [GOAL-001, GOAL-900]
rationale: "{_PRIVATE}"
```
Said by {EMAIL}.

## REQ-011-900 Hidden {CANARY}
```yaml item
audience: internal
```
It is {CANARY}.

### More on it {CANARY}

## REQ-012 Seen again
```yaml item
depends_on: [REQ-011-900]
```
After it.
"""
_ALL_HIDDEN = f"""---
title: All hidden {CANARY}
defaults: {{type: requirement, kind: functional, audience: internal}}
---
# All hidden {CANARY}

An introduction {CANARY}.

## REQ-013-900 Hidden {CANARY}
```yaml item
status: draft
```
It is {CANARY}.
"""
_CONFIGURATION = f"""
today: 2027-03-01
version: "1.0"
types: {{requirement: {{id: "REQ-{{slug}}"}}}}
sources:
  - specs
  - {{path: specs/closed, audience: internal}}
views:
  - {{name: "Seen by {EMAIL}", query: "type:requirement", columns: [id, title, rationale, owner]}}
  - {{name: "About {CANARY} hidden", query: "up:REQ-900"}}
roles:
  - name: board
    title: "Board of {EMAIL}"
    text: "Call {TELEPHONE}; see [[REQ-900]]."
    blocks:
      - text: "Ask {EMAIL} about REQ-900."
      - table: {{query: "up:REQ-900", title: "{CANARY}"}}
      - changes: {{limit: 8}}
      - questions: {{limit: 8}}
      - table: {{query: "type:story", title: "Mail {EMAIL}", columns: [id, title, owner, want]}}
site:
  suggest_url: "mailto:{EMAIL}?subject={{id}}"
  words: {{Gaps: "Gaps for {EMAIL}"}}
"""
_SNAPSHOTS = (
    json.dumps(
        {
            "schema": "tpo-docs/snapshot/1",
            "at": "2027-02-01",
            "counts": {"requirement": {"agreed": 90017}},
            "started": ["STY-900", "STY-001"],
            "finished": [{"id": "STY-900", "team": "hidden-team-900"}, {"id": "STY-001", "team": "hidden-team-900"}],
            "releases": {
                "REL-900": {"scope": 4, "done": 1},
                "REL-mvp": {"scope": 90018, "done": 1, "added": ["STY-900"]},
            },
        }
    )
    + "\n"
)
_RESULTS = "".join(
    json.dumps(row) + "\n"
    for row in (
        {
            "case": f"shop::{CANARY}",
            "result": "failed",
            "at": "2027-02-01T00:00:00Z",
            "names": ["TEST-900"],
            "message": CANARY,
        },
        {
            "case": "shop::seen",
            "result": "failed",
            "at": "2027-02-01T00:00:00Z",
            "names": ["TEST-001", "TEST-900"],
            "message": f"sent to {EMAIL} for REQ-900",
            "environment": EMAIL,
            "place": "tests/REQ-900.py:4",
        },
        {"case": f"{CANARY}.other::unmatched", "result": "passed", "at": "2027-02-01T00:00:00Z"},
        {"cases": f"{CANARY}.many", "counts": {"passed": 90019}, "at": "2027-02-01T00:00:00Z"},
        {"file": f"src/{CANARY}.py", "lines": 10, "run": 5, "at": "2027-02-01T00:00:00Z"},
    )
)
