"""`tpo-docs new`: a new item with the next free id, where the items of its type live."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import click

from tpo_docs import files
from tpo_docs.cli import project
from tpo_docs.cli.nearest import nearest, nearest_item
from tpo_docs.cli.options import Where, where_options
from tpo_docs.cli.output import unwritable
from tpo_docs.cli.skeleton import SkeletonError, render, slug, yaml_list, yaml_text
from tpo_docs.files import Loaded
from tpo_docs.model import Category, Group, Item, SourceFile
from tpo_docs.parse import parse_file
from tpo_docs.render import NewField, NewItem
from tpo_docs.schema import FieldSpec, TypeSpec

_TEMPLATES = "templates"

EPILOG = """\b
Examples:
  tpo-docs new requirement "Well costs are split per office"
  tpo-docs new story "Split well costs" --link realizes=REQ-002
  tpo-docs new test "Two offices" --link verifies=STY-003/AC1
  tpo-docs new party "Head of billing" --set kind=role
"""


class Wish(NamedTuple):
    """What the command line asks for."""

    spec: TypeSpec
    title: str
    fields: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]


@click.command("new", epilog=EPILOG)
@click.argument("type_", metavar="TYPE")
@click.argument("title")
@click.option("--set", "set_", metavar="FIELD=VALUE", multiple=True, help="Give a field its value; may be repeated.")
@click.option(
    "--link", metavar="ROLE=ID", multiple=True, help="Link the item, as in realizes=REQ-004; may be repeated."
)
@click.option("--folder", metavar="DIR", help="Write the file into this folder instead of where such items live.")
@where_options
def command(
    where: Where, *, type_: str, title: str, set_: tuple[str, ...], link: tuple[str, ...], folder: str | None
) -> int:
    """Write a new item with the next free id.

    The id is free in the folder, on all local branches and on those that were
    fetched. The file is made from templates/new/TYPE.md.j2 of the project, or
    from ours, and lies where most items of its type do. Parties and terms
    become a row of their file.
    """
    loaded = project.load(where)
    spec = loaded.project.schema.types.get(type_)
    if spec is None:
        raise _wrong(f"there is no type '{type_}'{nearest(type_, loaded.project.schema.types)}")
    title = " ".join(title.split())
    if not title:
        raise _wrong("the title is empty")
    wish = Wish(spec, title, tuple(_fields(set_, spec)), tuple(dict.fromkeys(_links(link, spec, loaded))))
    path = _row(wish, loaded) if spec.collection and not spec.prefix else _file(wish, loaded, folder)
    click.echo(path)
    return 0


# ---- what is asked for ------------------------------------------------------------------------------------------


def _fields(written: Iterable[str], spec: TypeSpec) -> Iterable[tuple[str, str]]:
    given: set[str] = set()
    for text in written:
        name, found, value = text.partition("=")
        name = name.strip()
        if not found or not name:
            raise _wrong(f"--set: '{text}' is not FIELD=VALUE")
        if name in ("id", "title"):
            raise _wrong(f"--set: '{name}' is given by the command itself")
        field = spec.fields.get(name)
        if field is None:
            raise _wrong(f"--set: a {spec.name} has no field '{name}'{nearest(name, spec.fields)}")
        if name in given:
            mend = f"; several values stand in one: --set {name}=ONE,OTHER" if field.many else ""
            raise _wrong(f"--set: '{name}' is given twice{mend}")
        given.add(name)
        yield name, _fitting(_value(value.strip(), name, field, spec), name, field)


def _fitting(value: str, name: str, field: FieldSpec) -> str:
    """The value, if the check would let it pass."""
    from tpo_docs import frontmatter  # noqa: PLC0415 - only where a field is set
    from tpo_docs.rules.values import misfits  # noqa: PLC0415 - as above

    found, problems = frontmatter.read_yaml(f"{name}: {value}\n", "--set")
    if problems:
        raise _wrong(f"--set: '{name}': {problems[0].reason}; {problems[0].mend}")
    wrong = next(misfits(field, found.fields[0].value, name), None) if found is not None else None
    if wrong is not None:
        raise _wrong(f"--set: '{wrong.trail}' {wrong.says}{f'; {wrong.mend}' if wrong.mend else ''}")
    return value


def _value(text: str, name: str, field: FieldSpec, spec: TypeSpec) -> str:
    """The value as YAML; lists and mappings may be written as YAML already."""
    choices = tuple(spec.workflow) if name == "status" else spec.kinds if name == "kind" else tuple(field.choices)
    if choices and text not in choices and not field.choice(text):
        mend = nearest(text, choices) or f"; known: {', '.join(choices)}"
        raise _wrong(f"--set: '{text}' is no {name} of a {spec.name}{mend}")
    if text[:1] in ("[", "{") and (field.many or field.value == "group"):
        return text
    return yaml_list([part.strip() for part in text.split(",") if part.strip()]) if field.many else yaml_text(text)


def _links(written: Iterable[str], spec: TypeSpec, loaded: Loaded) -> Iterable[tuple[str, str]]:
    schema = loaded.project.schema
    for text in written:
        role, found, name = (part.strip() for part in text.partition("="))
        if not found or not name:
            raise _wrong(f"--link: '{text}' is not ROLE=ID")
        keyword = schema.keyword_of(spec.name, role)
        if keyword is None:
            raise _wrong(f"--link: there is no link role '{role}'{nearest(role, schema.keywords)}")
        for one in (part.strip() for part in name.split(",")):
            target = loaded.project.resolve(one)
            criterion = one.partition("/")[2]
            if target is None:
                raise _wrong(f"--link: there is no item {one}{nearest_item(one, loaded.project)}")
            if criterion and criterion not in {entry.id for entry in target.criteria}:
                raise _wrong(f"--link: {target.id} has no criterion {criterion}")
            rule, inverse = schema.roles[keyword[0]], keyword[1]
            ends = (target.type, spec.name) if inverse else (spec.name, target.type)
            if not rule.allows(*ends) and not (rule.symmetric and rule.allows(*reversed(ends))):
                raise _wrong(f"--link: a {ends[0]} cannot carry '{rule.name}' to a {ends[1]}")
            yield role, one


def _wrong(message: str) -> click.UsageError:
    return click.UsageError(message, click.get_current_context())


# ---- a file of its own ------------------------------------------------------------------------------------------


def _file(wish: Wish, loaded: Loaded, folder: str | None) -> str:
    item_id = _free_id(wish, loaded)
    own = [item for item in loaded.project.of_type(wish.spec.name) if not item.anchor and not item.is_row]
    place = _folder(wish.spec, loaded, own) if folder is None else _inside(folder, loaded)
    name = (
        item_id if _plain_names(own) or "{n" not in wish.spec.pattern else f"{item_id}-{slug(wish.title)}".rstrip("-")
    )
    path = posixpath.normpath(f"{place}/{name}.md")
    _write_new(loaded.root / path, _text(wish, item_id, path, loaded), path)
    return path


def _text(wish: Wish, item_id: str, path: str, loaded: Loaded) -> str:
    """The file's text; the title is a field of its own where its heading would be read as another one."""
    fields = _front_matter(wish, item_id, loaded)
    own = loaded.root / _TEMPLATES
    try:
        text = render(NewItem(item_id, wish.spec.name, wish.title, fields), own)
        read = parse_file(SourceFile(path, text.encode(), path), loaded.configuration).items
        if read and read[0].title != wish.title:
            fields = (fields[0], NewField("title", yaml_text(wish.title)), *fields[1:])
            text = render(NewItem(item_id, wish.spec.name, wish.title, fields), own)
    except SkeletonError as error:
        raise click.UsageError(str(error)) from error
    return text


def _front_matter(wish: Wish, item_id: str, loaded: Loaded) -> tuple[NewField, ...]:
    spec = wish.spec
    given = dict(wish.fields)
    fields: dict[str, str] = {"id": yaml_text(item_id)}
    if loaded.project.schema.type_of_id(item_id) != spec.name:
        fields["type"] = yaml_text(spec.name)
    fields["status"] = yaml_text(_first_status(spec))
    kind = given.get("kind") or spec.default_kind or _usual_kind(spec, loaded)
    if spec.kinds and kind:
        fields["kind"] = kind
    fields["owner"] = ""
    for name, field in spec.fields.items():
        if field.is_required(kind) and name not in ("title", "statement") and field.value != "group":
            fields.setdefault(name, "")
    fields.update(given)
    links: dict[str, list[str]] = {}
    for role, target in wish.links:
        links.setdefault(role, []).append(target)
    for role, targets in links.items():
        single = loaded.project.schema.roles[loaded.project.schema.keywords[role][0]].maximum == 1
        fields[role] = yaml_text(targets[0]) if single and len(targets) == 1 else yaml_list(targets)
    return tuple(NewField(name, value) for name, value in fields.items())


def _first_status(spec: TypeSpec) -> str:
    return next((name for name, category in spec.workflow.items() if category is Category.DRAFT), spec.draft_status)


def _usual_kind(spec: TypeSpec, loaded: Loaded) -> str:
    """The kind that most items of the type have; before there are any, that of most projects."""
    counts = Counter(item.kind for item in loaded.project.of_type(spec.name) if item.kind in spec.kinds)
    if counts:
        return counts.most_common(1)[0][0]
    return "functional" if "functional" in spec.kinds else next(iter(spec.kinds), "")


def _free_id(wish: Wish, loaded: Loaded) -> str:
    taken = files.ids_in_use(loaded)
    spec = wish.spec
    if "{n" not in spec.pattern:
        words = slug(wish.title, keep=".")
        bare = words.removeprefix(f"{spec.name}-") or words
        base = spec.pattern.replace("{slug}", bare)
        return next(name for name in (base, *(f"{base}-{number}" for number in range(2, 10_000))) if name not in taken)
    numbers = [number for name in taken if (number := spec.number(name)) is not None]
    return spec.next_id(max(numbers, default=0) + 1)


def _folder(spec: TypeSpec, loaded: Loaded, own: list[Item]) -> str:
    sources = loaded.configuration.sources
    counts = Counter(posixpath.dirname(item.path) for item in own if sources[item.source].map is None)
    if counts:
        most = max(counts.values())
        return min(folder for folder, count in counts.items() if count == most)
    source = next((source for source in sources if source.map is None), None)
    if source is None:
        raise _wrong("all sources are mapped from foreign front matter; name a --folder")
    # `specs/specs` would be a strange place for a spec.
    names = [name for name in spec.folders if name != posixpath.basename(source.path)] or [f"{spec.name}s"]
    return posixpath.normpath(f"{source.path}/{names[0]}")


def _inside(folder: str, loaded: Loaded) -> str:
    """A folder of the command line as a path from the project's root, which must lie in a source."""
    try:
        relative = Path(folder).resolve().relative_to(loaded.root).as_posix()
    except ValueError:
        raise _wrong(f"--folder: {folder} lies outside of the project") from None
    for source in loaded.configuration.sources:
        top = posixpath.normpath(source.path)
        if source.map is None and (top in (".", relative) or relative.startswith(f"{top}/")):
            return relative
    raise _wrong(f"--folder: {folder} lies in no source of the project")


def _plain_names(own: list[Item]) -> bool:
    """Whether the files of most such items are called by their id alone."""
    plain = sum(1 for item in own if posixpath.basename(item.path).rpartition(".")[0] == item.id)
    return plain * 2 > len(own)


def _write_new(path: Path, text: str, shown: str) -> None:
    try:
        files.write_new(path, text.encode())
    except OSError as error:
        raise unwritable(shown, error) from error


# ---- a row of a collection --------------------------------------------------------------------------------------


def _row(wish: Wish, loaded: Loaded) -> str:
    spec = wish.spec
    name = slug(wish.title)
    taken = files.ids_in_use(loaded)
    if not name or name in taken:
        raise _wrong(f"there is an item {name} already" if name else "the title has no letter or digit for an id")
    given = dict(wish.fields)
    for field in spec.fields.values():
        if field.required and field.name not in ("title", "kind", *given):
            raise _wrong(f"a {spec.name} needs a {field.name}; add --set {field.name}=…")
    path = _collection_path(spec, loaded)
    lines = [f"{name}:", f"  title: {yaml_text(wish.title)}"]
    lines += [f"  {field}: {value}" for field, value in wish.fields]
    if spec.kinds and "kind" not in given and spec.fields["kind"].required:
        lines.append(f"  kind: {_usual_kind(spec, loaded)}")
    for role in dict.fromkeys(role for role, _ in wish.links):
        lines.append(f"  {role}: {yaml_list([target for known, target in wish.links if known == role])}")
    _append(loaded.root / path, "\n".join(lines) + "\n", path)
    return path


def _collection_path(spec: TypeSpec, loaded: Loaded) -> str:
    rows = Counter(item.path for item in loaded.project.of_type(spec.name) if item.is_row)
    if rows:
        return rows.most_common(1)[0][0]
    return posixpath.normpath(f"{loaded.configuration.sources[0].path}/{spec.collection}.yml")


def _append(path: Path, row: str, shown: str) -> None:
    from tpo_docs import frontmatter  # noqa: PLC0415 - only rows need it

    try:
        before = path.read_text("utf-8") if path.exists() else ""
        if before and not before.endswith("\n"):
            before += "\n"
        found, problems = frontmatter.read_yaml(before + row, shown)
        name = row.partition(":")[0]
        row_is_read = found is not None and (field := found.find(name)) is not None and isinstance(field.value, Group)
        if problems or not row_is_read:
            raise _wrong(f"{shown} is not written as `name:` lines; add the row by hand")
        files.write_text(path, before + row)
    except (OSError, UnicodeDecodeError) as error:
        raise unwritable(shown, error if isinstance(error, OSError) else OSError(str(error))) from error
