"""The roles that read a site, as shipped: name, title, what the page is for, and its blocks.

The same that `roles:` of a configuration may say, so that a project can copy a part of it and change what it likes.
Texts are in the catalogue of words. A block is left out where the project has no item of the types that it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_Block = tuple[str, Mapping[str, Any]]
_Role = tuple[str, str, str, tuple[_Block, ...]]

_COMMITTED = "category:agreed,doing,done"


def _heading(text: str) -> _Block:
    return "heading", {"text": text}


_PRODUCT_OWNER: tuple[_Block, ...] = (
    ("count", {"query": f"type:requirement {_COMMITTED} covered:yes", "of": f"type:requirement {_COMMITTED} covered:yes,no", "label": "requirements covered"}),
    ("count", {"query": f"type:story {_COMMITTED} covered:yes", "of": f"type:story {_COMMITTED} covered:yes,no", "label": "stories covered"}),
    ("count", {"query": "has:error", "label": "items with an error", "tone": "error"}),
    ("count", {"query": "category:review", "label": "items in review", "tone": "warning"}),
    _heading("Gaps to close"),
    ("gaps", {"by": "owner", "severity": "warning", "limit": 30}),
    _heading("Decisions due"),
    ("table", {"query": "type:decision category:review", "columns": ["id", "title", "owner", "review_by"], "title": "Proposed", "empty": "No decision is waiting. A decision with the status `proposed` appears here."}),
    ("table", {"query": "type:decision category:agreed has:review_by sort:review_by", "columns": ["id", "title", "review_by", "owner"], "limit": 8, "title": "To be looked at again", "empty": "Write `review_by:` into a decision to be reminded of it here."}),
    _heading("Open questions"),
    ("questions", {"limit": 8, "empty": "No question is open. Write `questions:` into an item to ask one."}),
    _heading("Not yet cut into stories"),
    ("table", {"query": "type:requirement category:agreed missing:story sort:priority", "columns": ["id", "title", "priority", "owner"], "limit": 12, "empty": "Every agreed requirement has a story."}),
    _heading("What changed"),
    ("changes", {"limit": 8}),
)  # fmt: skip

_SPONSOR: tuple[_Block, ...] = (
    _heading("Goals"),
    ("progress", {"query": "type:goal category:agreed,doing,done", "empty": "No goal is active. A goal with the status `active` and `key_results:` appears here."}),
    _heading("Releases"),
    ("progress", {"query": "type:release category:agreed,doing,done sort:target", "empty": "No release is planned. Write a release with a `target:` date."}),
    _heading("How much is covered"),
    ("chart", {"of": "coverage", "by": "goal"}),
    ("chart", {"of": "status", "by": "release"}),
    _heading("Risks"),
    ("table", {"query": "type:risk category:agreed,doing", "columns": ["id", "title", "status", "probability", "impact", "owner"], "limit": 12, "empty": "No risk is open."}),
    _heading("Decisions of weight"),
    ("list", {"query": "type:decision kind:strategic category:agreed", "text": "plain", "limit": 8, "empty": "No strategic decision has been accepted yet."}),
)  # fmt: skip

_DEVELOPER: tuple[_Block, ...] = (
    ("count", {"query": "type:story category:doing", "label": "stories in work"}),
    ("count", {"query": "type:story category:agreed", "label": "stories ready"}),
    ("count", {"query": "type:story kind:bug -category:done,dead", "label": "bugs open", "tone": "warning"}),
    _heading("What to build next"),
    ("table", {"query": "type:story category:doing sort:priority", "columns": ["id", "title", "team", "priority", "release", "covered"], "title": "In work", "empty": "Nothing is in work."}),
    ("table", {"query": "type:story category:agreed sort:priority", "columns": ["id", "title", "team", "priority", "estimate", "release"], "title": "Ready", "empty": "No story is ready. A story is ready when it has criteria, an estimate and a team."}),
    _heading("Interfaces"),
    ("table", {"query": "type:spec kind:interface -category:dead", "columns": ["id", "title", "status", "provider", "consumer", "contract"], "limit": 30, "empty": "No interface is specified: write a spec of the kind `interface`."}),
    _heading("Decisions that affect the work"),
    ("table", {"query": "type:decision category:agreed kind:architectural,product", "columns": ["id", "title", "affects", "adopted"], "limit": 30, "empty": "No decision has been accepted yet."}),
    _heading("Stories without a specification"),
    ("table", {"query": "type:story category:agreed,doing missing:spec", "columns": ["id", "title", "team", "status"], "empty": "Every story in work has what it needs."}),
)  # fmt: skip

_TESTER: tuple[_Block, ...] = (
    ("count", {"query": f"type:requirement {_COMMITTED} -missing:test", "of": f"type:requirement {_COMMITTED}", "label": "requirements with all their tests"}),
    ("count", {"query": f"type:story {_COMMITTED} -missing:test", "of": f"type:story {_COMMITTED} has:criteria", "label": "stories with all their tests"}),
    ("count", {"query": "type:test category:agreed", "label": "tests in use"}),
    _heading("What to verify"),
    ("matrix", {"rows": "story", "columns": "test", "query": "category:doing", "limit": 25, "title": "Stories in work", "empty": "No story is in work."}),
    _heading("Criteria without a test"),
    ("matrix", {"rows": "story", "columns": "test", "only": "gaps", "limit": 40, "empty": "Every criterion of every agreed story has a test."}),
    _heading("Requirements without a test"),
    ("table", {"query": f"type:requirement {_COMMITTED} missing:test sort:priority", "columns": ["id", "title", "kind", "priority", "missing", "owner"], "limit": 30, "empty": "Every agreed requirement has a test."}),
    _heading("Qualities and how they are measured"),
    ("matrix", {"rows": "requirement/quality", "columns": "metric", "limit": 30}),
    _heading("Acceptance by users"),
    ("list", {"query": "type:test kind:uat", "text": "plain", "empty": "No acceptance test is written: a test of the kind `uat`."}),
)  # fmt: skip

_CLIENT: tuple[_Block, ...] = (
    _heading("What waits for you"),
    ("list", {"query": "type:goal,requirement,decision category:review", "text": "plain", "title": "For your approval", "empty": "Nothing waits for an approval. What has the status `proposed` appears here."}),
    ("questions", {"to": ["client", "org", "person", "role", "persona"], "title": "For your answer", "empty": "No question waits for an answer."}),
    _heading("What it is for"),
    ("progress", {"query": "type:goal category:agreed,doing,done", "empty": "No goal is active yet."}),
    _heading("What we agreed"),
    ("list", {"query": f"type:requirement {_COMMITTED} kind:business,functional,regulatory", "text": "plain", "limit": 60, "empty": "No requirement is approved yet."}),
    _heading("When it comes"),
    ("progress", {"query": "type:release category:agreed,doing sort:target", "empty": "No release is planned yet."}),
    _heading("What we decided"),
    ("list", {"query": "type:decision category:agreed", "text": "plain", "limit": 20, "empty": "No decision has been accepted yet."}),
)  # fmt: skip

_AUDITOR: tuple[_Block, ...] = (
    _heading("State of the evidence"),
    ("edition", {}),
    ("count", {"query": f"{_COMMITTED} covered:deep", "of": f"{_COMMITTED} covered:yes,no,deep", "label": "agreed items with an unbroken chain"}),
    ("count", {"query": "has:error", "label": "items with an error", "tone": "error"}),
    _heading("Regulation, clause by clause"),
    ("table", {"query": "type:requirement kind:regulatory -category:dead sort:clause", "columns": ["id", "clause", "title", "status", "covered"], "limit": 60, "empty": "No requirement is of the kind `regulatory`."}),
    _heading("From goal to proof"),
    ("chain", {"query": "type:requirement kind:regulatory category:agreed,doing,done", "depth": 3, "limit": 20}),
    _heading("Findings"),
    ("chart", {"of": "findings", "by": "age"}),
    _heading("What is allowed to be missing"),
    ("exemptions", {"empty": "Nothing is exempted from a rule."}),
    _heading("What changed"),
    ("changes", {"limit": 12}),
)  # fmt: skip

ROLES: tuple[_Role, ...] = (
    ("product-owner", "Product owner", "What to close, to decide and to answer, and what has changed.", _PRODUCT_OWNER),
    ("sponsor", "Sponsor", "How far the goals and releases are, and what may come between.", _SPONSOR),
    ("developer", "Developer", "What to build next, and what it has to fit.", _DEVELOPER),
    ("tester", "Tester", "What to verify, and what nobody verifies yet.", _TESTER),
    ("client", "Client", "What we agreed, what waits for you, and when it comes, in plain words.", _CLIENT),
    ("auditor", "Auditor", "Which proof there is, by which rules, and what is exempted from them.", _AUDITOR),
)  # fmt: skip
"""All shipped roles."""
