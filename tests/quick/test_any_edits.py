"""After any edits, in any order, a site that is brought up to date is the one that is built from nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import WHOLE_PROJECTS
from tests.quick.projects import TEXTS, build, clean, differences, site, write

_NAMES = ("GOAL-1", "REQ-1", "STY-1", "SPEC-1", "TEST-1", "many", "guide")
_PIECES = (
    "some words",
    "Less & <b>more</b>",
    "*much* `code`",
    "oil wells",
    "[[REQ-1]] said",
    "[there](STY-1.md)",
    "[here](STY-1.md#a-heading) ![a](img/a.png)",
    "TODO",
    "- an entry",
    "## A heading",
    "```",
    "People do less.",
    "{: .class }",
    "| a | b |",
    "",
)
_FIELDS = (
    "status: approved",
    "owner: team-a",
    "priority: must",
    "estimate: 5",
    "tags: [oil, well]",
    "aliases: [OLD-1]",
    "plain: Said plainly.",
    "supports: GOAL-1",
    "realizes: REQ-1",
    "verifies: STY-1",
)
_EDITS = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(_NAMES), st.integers(0, 12), st.sampled_from(_PIECES)),
    st.tuples(st.just("say"), st.sampled_from(_NAMES), st.integers(0, 12), st.sampled_from(_PIECES)),
    st.tuples(st.just("drop"), st.sampled_from(_NAMES), st.integers(0, 12), st.just("")),
    st.tuples(st.just("undo"), st.sampled_from(_NAMES), st.just(0), st.just("")),
    st.tuples(st.just("touch"), st.sampled_from(_NAMES), st.just(0), st.just("")),
    st.tuples(st.just("title"), st.sampled_from(_NAMES[:5]), st.just(0), st.just("")),
    st.tuples(st.just("set"), st.sampled_from(_NAMES[:5]), st.just(0), st.sampled_from(_FIELDS)),
    st.tuples(st.just("configure"), st.just("guide"), st.just(0), st.sampled_from(("", "rules: {ignore: [TPO303]}\n"))),
    st.tuples(st.just("picture"), st.just("guide"), st.just(0), st.just("")),
    st.tuples(st.just("harm"), st.sampled_from(_NAMES), st.sampled_from((0, 1)), st.just("")),
)


def _edit(root: Path, kind: str, name: str, where: int, what: str) -> None:
    file = root / "specs" / f"{name}.md"
    lines = file.read_text(encoding="utf-8").split("\n")
    start = lines.index("---", 1) + 1 if lines[0] == "---" else 0
    at = min(start + where, len(lines) - 1)
    if kind == "add":
        lines[at:at] = ["", what, ""]
    elif kind == "say":
        lines[at] = f"{lines[at]} {what}".rstrip() if at >= start else lines[at]
    elif kind == "drop" and at >= start:
        del lines[at]
    elif kind == "title":
        lines = [line.replace("title: ", "title: New ", 1) if line.startswith("title: ") else line for line in lines]
    elif kind == "set":
        lines = [line for line in lines if line.partition(":")[0] != what.partition(":")[0]]
        lines.insert(1, what)
    elif kind == "configure":
        (root / "tpo-docs.yml").write_text(TEXTS["tpo-docs.yml"] + what, encoding="utf-8")
        return
    elif kind == "undo":
        lines = TEXTS[f"specs/{name}.md"].split("\n")
    elif kind == "touch":
        os.utime(file)
        return
    elif kind == "picture":
        picture = root / "specs" / "img" / "a.png"
        picture.parent.mkdir(exist_ok=True)
        if picture.exists():
            picture.unlink()
        else:
            picture.write_bytes(b"")
        return
    elif kind == "harm":
        page = root / "site" / ("1.0", "latest")[where] / f"{name}.html"
        page.unlink(missing_ok=True)
        return
    file.write_text("\n".join(lines), encoding="utf-8")


@settings(WHOLE_PROJECTS, max_examples=5)
@given(st.lists(st.lists(_EDITS, min_size=1, max_size=2), min_size=2, max_size=5))
def test_after_any_edits_the_site_is_that_of_a_clean_build(
    tmp_path_factory: pytest.TempPathFactory, steps: list[list[tuple[str, str, int, str]]]
) -> None:
    root = write(tmp_path_factory.mktemp("any") / "shop")
    build(root)
    for edits in steps:
        for edit in edits:
            _edit(root, *edit)
        build(root)
        assert differences(site(root), clean(root, root.parent / "clean")) == []
