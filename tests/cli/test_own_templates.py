"""A project's own templates: what is wrong with one is known before a page is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.pages.small import laid_out, small
from tpo_docs.own_templates import problems
from tpo_docs.pages import PAGES
from tpo_docs.pages.views import VIEWS
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


def test_the_views_are_those_that_pages_are_made_with() -> None:
    """Each template of a page names its view; laid out, no page has another."""
    folder = shipped_templates()
    assert VIEWS.keys() == {path.relative_to(folder).as_posix() for path in folder.glob("pages/*.j2")}
    made = {page.template: type(page.view) for page in laid_out(small(), makers=PAGES).values()}
    assert len(made) > 15
    assert made == {name: VIEWS[name] for name in made}


@pytest.mark.parametrize(
    ("name", "text", "line", "column", "reason", "mend"),
    [
        ("pages/item.md.j2", "a\n  {{ view.titel }}", 2, 11, "'view' has no 'titel'", "write `title`"),
        ("pages/item.md.j2", "{{ view.item.titel | upper }}", 1, 14, "'view.item' has no 'titel'", "write `title`"),
        (
            "pages/item.md.j2",
            "{% if view.item.idd == 1 %}{% endif %}",
            1,
            17,
            "'view.item' has no 'idd'",
            "write `id`",
        ),
        (
            "pages/item.md.j2",
            "{% for one in view.links %}{{ one.rolle }}{% endfor %}",
            1,
            35,
            "'one' has no 'rolle'",
            "write `role`",
        ),
        (
            "pages/home.md.j2",
            "{% for word, count in view.findings if count.real %}{{ word.bold }}{% endfor %}",
            1,
            61,
            "'word' has no 'bold'",
            "",
        ),
        (
            "pages/home.md.j2",
            "{% set next = view.release %}\n{{ next.item.qqq }}",
            2,
            14,
            "'next.item' has no 'qqq'",
            "what there is:",
        ),
        ("pages/home.md.j2", "{{ view.goals[0].itm }}", 1, 18, "'view.goals[…]' has no 'itm'", "write `item`"),
        ("pages/home.md.j2", "{% extends 'a.j2' %}{{ view.xyz }}", 1, 29, "'view' has no 'xyz'", "what there is:"),
        ("new/story.md.j2", "{{ view.titel }}", 1, 9, "'view' has no 'titel'", "write `title`"),
        (
            "pages/home.md.j2",
            "{{ 1 }} {{ veiw.x }}",
            1,
            12,
            "the template names 'veiw', which nothing gives it",
            "write `view`",
        ),
    ],
)
def test_what_a_view_does_not_have_is_said_before_a_page_is_made(
    name: str, text: str, line: int, column: int, reason: str, mend: str
) -> None:
    given = {name: text.encode(), "a.j2": b""} if "a.j2" in text else {name: text.encode()}
    (found,) = problems(given, _TYPES)
    assert (found.line, found.column, found.reason) == (line, column, reason)
    assert found.mend.startswith(mend)


@pytest.mark.parametrize(
    "text",
    [
        "{% if view.later is defined %}{{ view.later }}{% endif %}",
        "{{ view.later | default('none') }}",
        "{% set view = page %}{{ view.path }}",
        "{% macro card(view) %}{{ view.anything }}{% endmacro %}{{ card(view.item) }}",
        "{% for view in view.links %}{{ view.says }}{% endfor %}",
        "{% set x = view.item %}{% set x = 1 %}{{ x.real }}",
        "{% with item = page %}{{ item.path }}{% endwith %}",
        "{% for one in view.links | sort %}{{ one.anything }}{% endfor %}",
        "{{ view.item.category.value }} {{ view.item.fields.owner }} {{ view.item.place.line }}",
        "{{ (view.item or page).anything }} {{ view.item.text('owner').upper() }}",
    ],
)
def test_what_is_not_certain_is_left_to_the_build(text: str) -> None:
    assert _told({"pages/item.md.j2": text}) == []


@pytest.mark.parametrize(
    "own",
    [
        {"pages/item.md.j2": '{% include "shipped/pages/item.md.j2" %}{{ view.item | ref }}{{ t("x") }}{{ range(3) }}'},
        {
            "pages/item.md.j2": '{% import "mine.j2" as m %}{{ m.x() }}',
            "mine.j2": "{% macro x() %}{{ 1 }}{% endmacro %}",
        },
        {"pages/item.md.j2": '{% include ["gone.j2", "pages/home.md.j2"] %}{% include "no" ignore missing %}'},
        {"pages/item.md.j2": "{% set part = view.title %}{% include part %}", "used-when-it-runs.j2": ""},
        {"pages/item.md.j2": "{% if view.item %}{% set b = 1 %}{% endif %}{{ b }}"},
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
    template.write_text("{{ view.item | ref }}", encoding="utf-8")
    assert run("check").status == 0
    template.rename(template.with_name("itm.md.j2"))
    assert run("check").out.startswith("templates/pages/itm.md.j2:1:1: error TPO003 no template has this name")
    template.with_name("itm.md.j2").unlink()
    assert run("check").status == 0
