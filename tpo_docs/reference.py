"""Reference pages made from the code: configuration, types and fields, commands. The user guide holds what these return."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

import click

from tpo_docs.options import OPTIONS, Option
from tpo_docs.schema import FieldSpec, Schema, TypeSpec

_MADE = "<!-- made by `make reference`; the text comes from the code -->\n"


def configuration() -> str:
    """All options of `tpo-docs.yml`."""
    lines = [
        "# Configuration",
        "",
        _MADE,
        OPTIONS.doc
        + " A mistake in the file is a finding (TPO002) with its line, and the rest of the file still counts.",
        "",
    ]
    for option in OPTIONS.children:
        lines += [f"## `{option.name}`", "", *_described(option), ""]
        rows = list(_rows(option, ""))
        if rows:
            lines += ["| key | value | default | meaning |", "|---|---|---|---|", *rows, ""]
    return "\n".join(lines)


def types(schema: Schema) -> str:
    """All item types with their kinds, statuses, fields, needs and links."""
    lines = [
        "# Types, fields and links",
        "",
        _MADE,
        "The default profile `tpo`. `tpo-docs.yml` can change all of it.",
        "",
    ]
    for spec in schema.types.values():
        lines += [f"## {spec.name}", "", *_type(spec, schema), ""]
    common = next(iter(schema.types.values())).fields
    shared = [
        name
        for name in common
        if all(name in spec.fields and spec.fields[name] == common[name] for spec in schema.types.values())
    ]
    lines += [
        "## Fields of every type",
        "",
        "| field | value |",
        "|---|---|",
        *(f"| `{name}` | {_value(common[name])} |" for name in shared),
        "",
    ]
    lines += ["## Links", "", "| link | inverse | from → to | rules |", "|---|---|---|---|"]
    for role in schema.roles.values():
        pairs = ", ".join(
            f"{source} → {'the same' if target == '=' else 'any' if target == '*' else target}"
            for source, target in sorted(role.pairs)
        )
        if len(role.pairs) > 12:
            ends = sorted({name for pair in role.pairs for name in pair})
            pairs = f"any two of {', '.join(ends)}"
        notes = [
            text
            for text, holds in (
                ("at most one" if role.maximum == 1 else f"at most {role.maximum}", role.maximum),
                ("no loops", role.acyclic),
                ("symmetric", role.symmetric),
                ("counts for coverage", role.traced),
            )
            if holds
        ]
        lines.append(
            f"| `{role.name}` | {f'`{role.inverse}`' if role.inverse and not role.symmetric else '—'} | {pairs.replace('* →', 'any →')} | {', '.join(notes) or '—'} |"
        )
    return "\n".join(lines) + "\n"


def commands(group: click.Group, name: str) -> str:
    """All commands with their arguments and options."""
    context = click.Context(group, info_name=name, **group.context_settings)
    lines = [
        "# Commands",
        "",
        _MADE,
        "Exit status: 0 all is well, 1 findings at or above the threshold, 2 wrong use.",
        "",
    ]
    for command_name, command, inner in _commands(group, context):
        usage = command.collect_usage_pieces(inner)
        lines += [
            f"## `{name} {command_name}`",
            "",
            (command.help or "").replace("\b\n", "").strip(),
            "",
            "```text",
            " ".join([f"{name} {command_name}", *usage]),
            "```",
            "",
        ]
        rows = [
            record
            for parameter in command.get_params(inner)
            if (record := parameter.get_help_record(inner)) is not None
        ]
        if rows:
            lines += [
                "| option | meaning |",
                "|---|---|",
                *(
                    f"| {_code(option)} | {' '.join(meaning.split()).replace('|', chr(92) + '|')} |"
                    for option, meaning in rows
                ),
                "",
            ]
    return "\n".join(lines)


def _code(text: str) -> str:
    """A text as code in a table. A `|` in it is an entity: between backticks some readers of Markdown take a `\\` before
    it for a part of the code, and others end the cell without one."""
    if "|" not in text:
        return f"`{text}`"
    return f"<code>{escape(text, quote=False).replace('|', '&#124;')}</code>"


def _commands(group: click.Group, context: click.Context) -> Iterator[tuple[str, click.Command, click.Context]]:
    """All commands, those below another one behind it."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        yield name, command, inner
        if isinstance(command, click.Group):
            yield from ((f"{name} {below}", one, way) for below, one, way in _commands(command, inner))


def _described(option: Option) -> Iterator[str]:
    yield option.doc + (f" One of {', '.join(f'`{choice}`' for choice in option.choices)}." if option.choices else "")
    if option.default:
        yield f"Default: {option.default}."


def _rows(option: Option, trail: str) -> Iterator[str]:
    inner = option
    mark = trail
    while inner.value in ("list", "map") and inner.children:
        mark += "[]" if inner.value == "list" else ".NAME"
        inner = inner.entry
    if inner.value != "group":
        return
    for child in inner.children:
        here = f"{mark}.{child.name}".lstrip(".")
        kind = child.value if child.value != "choice" else " \\| ".join(child.choices)
        if child.value == "list":
            kind = f"list of {child.entry.value if child.entry.value != 'any' else 'values'}s".replace(
                "ss", "s"
            ).replace("texts", "texts")
        yield f"| `{here}` | {kind.replace('any', 'see the text')} | {child.default or '—'} | {child.doc} |"
        yield from _rows(child, here)


def _type(spec: TypeSpec, schema: Schema) -> Iterator[str]:
    yield f"Ids look like `{spec.next_id(1).replace('{slug}', 'name')}`." + (
        f" Kinds: {', '.join(f'`{kind}`' for kind in spec.kinds)}." if spec.kinds else ""
    )
    if spec.collection:
        yield f"Rows live in `{spec.collection}.yml`, anywhere below a source."
    yield ""
    yield "Statuses: " + ", ".join(f"`{status}` ({category.value})" for status, category in spec.workflow.items()) + "."
    yield ""
    common = {"title", "status", "kind", "type", "id", "owner"}
    own = [field for name, field in spec.fields.items() if name not in common and name not in _COMMON]
    if own:
        yield "| field | value | required once agreed |"
        yield "|---|---|---|"
        for field in own:
            yield f"| `{field.name}` | {_value(field)} | {'yes' if field.required else ', '.join(sorted(field.required_kinds)) or '—'} |"
        yield ""
    needs = [
        f"{('it' if len(spec.needs) == 1 else 'every other kind') if kind == '*' else f'`{kind}`'} needs {', '.join(f'`{need}`' for need in some) or 'nothing'}"
        for kind, some in spec.needs.items()
        if some
    ]
    if needs:
        yield "Coverage: " + "; ".join(needs) + "."
        yield ""
    links = [
        f"`{role.name}` → {', '.join(role.targets(spec.name, schema.types))}"
        for role in schema.roles.values()
        if role.targets(spec.name, schema.types) and role.name != "relates"
    ]
    if links:
        yield "Links it may carry: " + "; ".join(links) + "."


_COMMON = {
    "plain",
    "tags",
    "priority",
    "rank",
    "rank_reason",
    "questions",
    "review_by",
    "audience",
    "external",
    "aliases",
    "allow",
    "acceptance",
}


def _value(field: FieldSpec) -> str:
    words = {
        "party": "a party",
        "file": "a file",
        "group": "a mapping",
        "text": "text",
        "date": "date",
        "number": "number",
        "integer": "whole number",
        "boolean": "true or false",
    }
    text = " \\| ".join(field.choices) if field.value == "choice" else words[field.value]
    if field.fields:
        text += " of " + ", ".join(f"`{name}`" if name != "*" else "any names" for name in field.fields)
    if field.minimum is not None or field.maximum is not None:
        text += f", {'' if field.minimum is None else f'{field.minimum:g}'}…{'' if field.maximum is None else f'{field.maximum:g}'}"
    return f"list: {text}" if field.many else text
