"""No text that people may write makes a rule fail: whatever is wrong becomes findings."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import Case, case, instead, section
from tpo_docs.rules import RULES

_EXAMPLES = [shown for rule in RULES for shown in (case(section(rule.page, "Example")), instead(rule.page))]
_WORDS = [
    *("REQ-001", "STY-001/AC1", "2027-02-30", "-1", "1e999", "[a, [b]]", "{a: {b: c}}", "[]", "{}", '""', "~", "yes"),
    *(
        "must",
        "accepted",
        "approved",
        "done",
        "retired",
        "active",
        "quality",
        "[{q: x, due: y}]",
        "/",
        "../x",
        "…",
        "*",
    ),
]


@pytest.mark.no_cover  # other tests reach the same lines, and tracing doubles its time
@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False))
def test_changed_examples_are_judged_like_any_others(chance: random.Random) -> None:
    chosen = [chance.choice(_EXAMPLES) for _ in range(3)]
    files: dict[str, str] = {}
    for example in chosen:
        files.update({path: _changed(text, chance) for path, text in example.files.items()})
    review = Case(files).review()
    assert [finding for finding in review.findings if not finding.message or finding.line < 1] == []


def _changed(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(chance.randint(0, 4)):
        number = chance.randrange(len(lines))
        name, colon, _ = lines[number].partition(": ")
        change = chance.randrange(6)
        if change == 0:
            del lines[number]
        elif change == 1:
            lines.insert(number, lines[chance.randrange(len(lines))])
        elif change == 2 and colon:
            lines[number] = f"{name}: {chance.choice(_WORDS)}"
        elif change == 3 and colon:
            lines[number] = f"{name}: [{chance.choice(_WORDS)}, {chance.choice(_WORDS)}]"
        elif change == 4:
            lines[number] = lines[number][: chance.randint(0, len(lines[number]))]
        else:
            lines[number] = f"{chance.choice(_WORDS)}: {lines[number]}"
        lines = lines or [""]
    return "\n".join(lines)
