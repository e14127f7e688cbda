"""Jinja with less work prints what Jinja prints; what is compiled is kept beside the program, and never believed when damaged."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader, StrictUndefined, UndefinedError, pass_context
from jinja2.exceptions import SecurityError
from markupsafe import Markup

from tpo_docs import templating
from tpo_docs.words import words

_MACROS = """
{% macro pair(a, b="-", c=none) -%}<{{ a }}|{{ b }}|{{ c }}>{%- endmacro %}
{% macro many() -%}{{ varargs | length }}{{ kwargs | length }}{%- endmacro %}
{% macro around() -%}[{{ caller() }}]{%- endmacro %}
{% set shown = "x & y" %}
"""
_CALLS = {
    "a text": "{{ m.pair('<b>') }}",
    "by name": "{{ m.pair(c=1, a='x') }}",
    "all three": "{{ m.pair(1, 2, 3) }}",
    "in a loop": "{% for one in [1, 2] %}{{ m.pair(one, c=loop.index) }}{% endfor %}",
    "what is not given": "{% macro own(a, b) %}{{ a is defined }}{{ b is defined }}{% endmacro %}{{ own(1) }}",
    "more arguments": "{{ m.many(1, 2, x=3) }}",
    "a block": "{% call m.around() %}a & b{% endcall %}",
    "joined": "{{ 'a&b' ~ m.pair('<') }}",
    "safe": "{{ '<i>' | safe }}{{ html | safe }}{{ 5 | safe }}",
    "values": "{{ none }}{{ 1.5 }}{{ true }}{{ html }}{{ [1, '<'] }}{{ m.shown }}",
    "words": "{{ t('{count} more', count=2) }}{{ t('<x>') }}",
    "a set block": "{% set x %}<b>{{ '&' }}</b>{% endset %}{{ x }}",
    "a filter block": "{% filter upper %}a & {{ '<' }}{% endfilter %}",
    "a super block": "{% block x %}{{ '&' }}{% endblock %}",
}
_WRONG = {
    "too many": "{{ m.pair(1, 2, 3, 4) }}",
    "an unknown name": "{{ m.pair(1, d=2) }}",
    "an unknown name beside all": "{{ m.pair(1, 2, 3, d=2) }}",
    "twice": "{{ m.pair(1, a=2) }}",
    "a value that is not there": "{{ html.absent }}",
    "an argument that is not there": "{{ m.pair() }}",
}


def _both(text: str, *, sandboxed: bool) -> tuple[Environment, Environment]:
    sources = DictLoader({"m": _MACROS, "page": '{% import "m" as m %}' + text})
    options: dict[str, Any] = {"loader": sources, "autoescape": True, "undefined": StrictUndefined, "optimized": False}
    plain = Environment(**options)
    ours = templating.environment(sandboxed=sandboxed, **options)
    for one in (plain, ours):
        one.globals.update(t=words("en"), html=Markup("<u>"))
    return plain, ours


@pytest.mark.parametrize("sandboxed", [False, True])
@pytest.mark.parametrize("text", _CALLS.values(), ids=_CALLS.keys())
def test_templates_print_what_they_print_in_jinja(text: str, *, sandboxed: bool) -> None:
    plain, ours = _both(text, sandboxed=sandboxed)
    expected = plain.get_template("page").render()
    assert [ours.get_template("page").render() for _ in range(2)] == [expected, expected]


@pytest.mark.parametrize("text", _WRONG.values(), ids=_WRONG.keys())
def test_templates_fail_as_they_fail_in_jinja(text: str) -> None:
    plain, ours = _both(text, sandboxed=False)
    with pytest.raises((TypeError, UndefinedError)) as expected:
        plain.get_template("page").render()
    with pytest.raises(type(expected.value)) as found:
        ours.get_template("page").render()
    assert str(found.value) == str(expected.value)


def test_the_sandbox_holds() -> None:
    ours = _both("{{ m.pair.__call__.__globals__ }}", sandboxed=True)[1]
    with pytest.raises(SecurityError):
        ours.get_template("page").render()


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Templates of ours in a folder, and the folder in which they are compiled."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "page.md.j2").write_text("{{ 1 + 1 }} is {{ two }}\n", encoding="utf-8")
    monkeypatch.setattr(templating, "shipped_templates", lambda: tmp_path / "ours")
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(templating.Compiled, "known", {})
    return tmp_path


def _print(folder: Path) -> str:
    templating.Compiled.known.clear()  # as in another process
    loader = FileSystemLoader([folder / "ours", folder / "theirs"])
    return templating.environment(sandboxed=False, loader=loader).get_template("page.md.j2").render(two="<2>")


def _compiled(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "cache").rglob("*") if path.is_file())


def test_a_template_of_ours_is_compiled_once(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _print(kept)
    assert len(_compiled(kept)) == 1
    monkeypatch.setattr(templating.OurEnvironment, "_generate", None)  # whoever compiles fails
    assert _print(kept) == first


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 400])
def test_damaged_code_is_compiled_anew(kept: Path, damage: bytes) -> None:
    first = _print(kept)
    (path,) = _compiled(kept)
    whole = path.read_bytes()
    for data in (damage, whole[:40] + damage, whole[:-1] + b"x"):
        path.write_bytes(data)
        assert _print(kept) == first
        assert path.read_bytes() == whole


def test_a_changed_template_is_compiled_anew(kept: Path) -> None:
    _print(kept)
    (kept / "ours" / "page.md.j2").write_text("{{ two }}!", encoding="utf-8")
    assert _print(kept) == "<2>!"


def test_a_filter_that_is_called_otherwise_is_compiled_anew(kept: Path) -> None:
    (kept / "ours" / "page.md.j2").write_text("{{ two | twice }}", encoding="utf-8")

    @pass_context
    def with_context(_: object, text: str) -> str:
        return text * 2

    for twice in (lambda text: text * 2, with_context):
        templating.Compiled.known.clear()
        environment = templating.environment(sandboxed=False, loader=FileSystemLoader(kept / "ours"))
        environment.filters["twice"] = twice
        assert environment.get_template("page.md.j2").render(two="2") == "22"


def test_nothing_is_kept_where_python_keeps_nothing(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    _print(kept)
    assert _compiled(kept) == []


def test_templates_of_a_project_are_never_kept(kept: Path) -> None:
    (kept / "ours" / "page.md.j2").rename((kept / "ours").with_name("theirs.j2"))
    (kept / "theirs").mkdir()
    (kept / "theirs.j2").rename(kept / "theirs" / "page.md.j2")
    _print(kept)
    assert _compiled(kept) == []


def test_one_process_compiles_a_template_once(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    first = _print(kept)
    monkeypatch.setattr(templating.OurEnvironment, "_generate", None)
    loader = FileSystemLoader(kept / "ours")
    again = templating.environment(sandboxed=False, loader=loader)
    assert again.get_template("page.md.j2").render(two="<2>") == first
