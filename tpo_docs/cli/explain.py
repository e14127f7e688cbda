"""`tpo-docs explain`: a rule's page in the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from tpo_docs.cli.console import has_colour, painter
from tpo_docs.cli.nearest import nearest
from tpo_docs.cli.options import Where, where_options
from tpo_docs.cli.output import deliver
from tpo_docs.cli.table import Paint, draw
from tpo_docs.formats.rows import Table
from tpo_docs.rules import BY_CODE, BY_NAME, RULES, called
from tpo_docs.rules.rule import Rule

EPILOG = """\b
Examples:
  tpo-docs explain TPO303
  tpo-docs explain requirement-without-story
  tpo-docs explain                            (lists all rules)
"""


def _begin_so(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001 - Click's
    """The codes, or the names, that a shell may complete to."""
    return [name for name in (*BY_CODE, *BY_NAME) if name.startswith(incomplete)]


@click.command("explain", epilog=EPILOG)
@click.argument("code", required=False, metavar="[CODE]", shell_complete=_begin_so)
@where_options
def command(where: Where, *, code: str | None) -> int:  # noqa: ARG001 - every command takes it
    """Explain a rule: why it matters, how to mend it.

    CODE is a rule's code (303 will do) or its name; without one all rules
    are listed.
    """
    paint = painter(colour=has_colour())
    if code is None:
        rows = tuple(((rule.code,), (rule.name,), (rule.severity.value,), (rule.summary,)) for rule in RULES)
        deliver(draw(Table(("code", "name", "severity", "says"), rows), width=None, paint=paint))
        return 0
    rule = called(code)
    if rule is None:
        known = [*BY_CODE, *BY_NAME]
        raise click.UsageError(f"no rule is called '{code}'{nearest(code, known)}", click.get_current_context())
    deliver("\n".join(_page(rule, paint)) + "\n")
    return 0


def _page(rule: Rule, paint: Paint) -> Iterator[str]:
    yield f"{paint(rule.code, 'bold')} {rule.name} ({paint(rule.severity.value, rule.severity.value)})"
    facts = []
    if rule.types:
        facts.append(f"judges from the first {' or '.join(rule.types)} on")
    if rule.escalates:
        facts.append("one step graver in a release in work and for what is done")
    if facts:
        yield paint("; ".join(facts), "dim")
    yield ""
    yield from _markdown(rule.page, paint)


def _markdown(text: str, paint: Paint) -> Iterator[str]:
    """The page with its headings set off and its code indented."""
    code = False
    for line in text.split("\n"):
        fence = re.match(r"\s*(`{3,}|~{3,})(.*)", line)
        if fence:
            code = not code
            title = re.search(r'title="([^"]*)"', fence[2])
            if code and title:
                yield paint(f"    # {title[1]}", "dim")
        elif code:
            yield f"    {line}".rstrip()
        elif line.startswith("#"):
            yield paint(line.lstrip("# "), "bold")
        else:
            yield line.replace("`", "")
