"""`priorities`: the numbers of the page."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_the_scores_with_their_sums(project: Path, run: Run) -> None:
    """
    ```yaml title="STY-1.md"
    ---
    id: STY-1
    title: First
    estimate: 5
    score: {value: 8, urgency: 5, enables: 3}
    ---
    ```
    ```yaml title="STY-2.md"
    ---
    id: STY-2
    title: Second
    estimate: 0
    score: {value: 8, urgency: 5}
    ---
    ```
    """
    assert run("priorities").out.splitlines() == [
        "RANK  ID     SCORE  HOW                    MISSING                              CLASS  TITLE",
        "1     STY-1  3.2    (8 + 5 + 3) / 5 = 3.2                                              First",
        "–     STY-2  –                             enables, estimate: 0 makes no sense         Second",
        "",
        "wsjf: (value + urgency + enables) / estimate; 1 item has a score, 1 not",
    ]
    items = json.loads(run("priorities", "--format", "json").out)["items"]
    assert items[0]["score"] == 3.2
    assert items[1] | {"title": ""} == {
        "rank": None,
        "id": "STY-2",
        "title": "",
        "score": None,
        "inputs": {"value": 8, "urgency": 5, "enables": None, "estimate": None},
        "how": "",
        "missing": ["enables"],
        "wrong": ["estimate"],
        "class": "",
        "voices": [],
    }
    assert run("priorities", "--format", "csv").out.splitlines()[1] == "1,STY-1,3.2,(8 + 5 + 3) / 5 = 3.2,,,First"
