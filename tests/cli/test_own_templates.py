"""A project's own templates: what is wrong with one is known before a page is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tpo_docs.own_templates import problems
from tpo_docs.templating import shipped_templates

_TYPES = frozenset(("story", "request"))


def _told(own: dict[str, str | bytes]) -> list[tuple[str, int, str, str]]:
    given = {name: text.encode() if isinstance(text, str) else text for name, text in own.items()}
    return [(one.path.removeprefix("templates/"), one.line, one.reason, one.mend) for one in problems(given, _TYPES)]


def test_all_shipped_templates_are_sound() -> None:
    folder = shipped_templates()
    own = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.j2")}
    assert len(own) > 20
    assert problems(own, frozenset(("story", "requirement", "decision", "spec", "test"))) == ()


@pytest.mark.parametrize(
    ("name", "text", "line", "reason", "mend"),
    [
        ("pages/item.md.j2", "a\n{% for x in view.links %}", 2, "the template fails: unexpected end of template", ""),
        ("pages/item.md.j2", "{{ view.x | reff }}", 1, "the template fails: no filter named 'reff'", ""),
        ("pages/item.md.j2", "\n{{ view. }}", 2, "the template fails: expected name or number", ""),
        ("new/story.md.j2", "{{ view.title | ref }}", 1, "the template fails: no filter named 'ref'", ""),
        ("pages/item.md.j2", b"a\n\xff", 2, "the template is not UTF-8", "save it as UTF-8"),
        ("pages/home.md.j2", "\n{{ veiw.x }}", 2, "the template names 'veiw', which nothing gives it", "write `view`"),
        (
            "new/story.md.j2",
            "{{ page }}",
            1,
            "the template names 'page', which nothing gives it",
            "what there is: `view`",
        ),
        (
            "pages/home.md.j2",
            '{% include "shipped/pages/hom.md.j2" %}',
            1,
            "there is no template 'shipped/pages/hom.md.j2'",
            "write `shipped/pages/home.md.j2`",
        ),
        (
            "pages/home.md.j2",
            '{% include "pages/home.md.j2" %}',
            1,
            "the template names itself",
            'write "shipped/pages/home.md.j2" for the template that comes with the program',
        ),
        ("pages/itm.md.j2", "x", 1, "no template has this name", "rename it to `pages/item.md.j2`"),
        ("pages/item.md", "x", 1, "no template has this name", "rename it to `pages/item.md.j2`"),
        ("home.md.j2", "x", 1, "no template has this name", "rename it to `pages/home.md.j2`"),
        ("new/stroy.md.j2", "x", 1, "no template has this name", "rename it to `new/story.md.j2`"),
        ("zzz.j2", "x", 1, "no template has this name", "name it after the shipped template whose place it takes"),
    ],
)
def test_a_mistake_has_its_place(name: str, text: str | bytes, line: int, reason: str, mend: str) -> None:
    ((path, at, said, how),) = _told({name: text})
    assert (path, at, how) == (name, line, mend)
    assert said.startswith(reason)


@pytest.mark.parametrize(
    "own",
    [
        {"pages/item.md.j2": '{% include "shipped/pages/item.md.j2" %}{{ view.item | ref }}{{ t("x") }}{{ range(3) }}'},
        {
            "pages/item.md.j2": '{% import "mine.j2" as m %}{{ m.x() }}',
            "mine.j2": "{% macro x() %}{{ 1 }}{% endmacro %}",
        },
        {"pages/item.md.j2": '{% include ["gone.j2", "pages/home.md.j2"] %}{% include "no" ignore missing %}'},
        {"pages/item.md.j2": "{% set part = view.x %}{% include part %}", "used-when-it-runs.j2": ""},
        {"pages/item.md.j2": "{% if view.a %}{% set b = 1 %}{% endif %}{{ b }}"},
        {"new/request.md.j2": "{{ view.title }}"},
        {"README.md": "How we write templates", "main.html": "{{ a | b }}", "notes/pages.md": ""},
        {"shipped.j2": "x", "pages/item.md.j2": '{% extends "shipped.j2" %}'},
    ],
)
def test_what_may_be_right_is_let_alone(own: dict[str, str | bytes]) -> None:
    assert _told(own) == []


def test_a_template_that_cannot_be_read_is_said() -> None:
    assert [one.reason for one in problems({"pages/item.md.j2": "permission denied"}, _TYPES)] == [
        "the template cannot be read: permission denied"
    ]


def test_a_check_sees_each_change_of_a_template(project: Path, run: Run) -> None:
    """
    ```yaml title="index.md"
    # Welcome
    ```
    """
    template = project / "templates" / "pages" / "item.md.j2"
    template.parent.mkdir(parents=True)
    assert run("check").status == 0
    template.write_text("{{ view.x | reff }}", encoding="utf-8")
    assert run("check").out.startswith(
        "templates/pages/item.md.j2:1:1: error TPO003 the template fails: no filter named 'reff'\n"
    )
    assert run("check").status == 1
    template.write_text("{{ view.x | ref }}", encoding="utf-8")
    assert run("check").status == 0
    template.rename(template.with_name("itm.md.j2"))
    assert run("check").out.startswith("templates/pages/itm.md.j2:1:1: error TPO003 no template has this name")
    template.with_name("itm.md.j2").unlink()
    assert run("check").status == 0
