"""What `rename` and `renumber` share: which files may name an item, and writing them all or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

import click

from tpo_docs import files, git
from tpo_docs.cli import project
from tpo_docs.cli.options import Where
from tpo_docs.files import DiskStore, Loaded
from tpo_docs.ids.renaming import Keep, RenameError, Result, Rewritten, Texts, Wanted, rename
from tpo_docs.model import Item, SourceFile
from tpo_docs.parse import parse_file
from tpo_docs.records.fingerprint import fingerprint
from tpo_docs.records.standing import standing
from tpo_docs.report.text import counted, one_line

_Function = TypeVar("_Function", bound=Callable[..., Any])
_MOST_CODE = 2_000_000


class How(NamedTuple):
    """How a rewriting command was asked to work."""

    dry_run: bool = False
    allow_dirty: bool = False
    code: bool = False
    keep_files: bool = False


def rewriting_options(function: _Function) -> _Function:
    """Adds the options of a command that rewrites sources."""
    for option in (
        click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing."),
        click.option("--allow-dirty", is_flag=True, help="Write even where the working tree has changes."),
        click.option("--code", is_flag=True, help="Rewrite the markers in source code too (`tpo: implements ID`)."),
        click.option("--keep-files", is_flag=True, help="Leave the names of files that start with the id."),
    ):
        function = option(function)
    return function


def change(loaded: Loaded, wanted: tuple[Wanted, ...], how: How, keep: Keep | None = None) -> int:
    """Renames the items in all files and says what was written."""
    repository = git.find(loaded.root)
    changed = git.unclean(repository) if repository is not None and not how.dry_run and not how.allow_dirty else ()
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise click.ClickException(
            f"the working tree has changes ({one_line(changed[0])}{more}): commit them first, or say --allow-dirty"
        )
    try:
        result = rename(
            wanted,
            loaded.project,
            texts(loaded, [one.old for one in wanted] if how.code else []),
            keep=keep,
            move=not how.keep_files,
        )
    except RenameError as error:
        raise click.ClickException(str(error)) from error
    if not how.dry_run:
        _write(loaded, result)
    _tell(loaded, wanted, result, dry_run=how.dry_run)
    return 0


def texts(loaded: Loaded, marked: Iterable[str] = ()) -> Texts:
    """Every file in which an item may be named; source code too that names one of the ids `marked`."""
    store = DiskStore(project.place(Where(str(loaded.root))))
    listed = store.list(files.RECORDS) or ()
    config = files.find(loaded.root).config
    known = loaded.configuration.rules.known
    read = {file.path for file in loaded.sources}
    features = [one for one in loaded.attachments if one.path.casefold().endswith(".feature") and one.path not in read]
    extra = [
        SourceFile(one.path, data, one.docs_path, one.source)
        for one, (_, data) in zip(features, store.read(one.path for one in features), strict=True)
        if isinstance(data, bytes)
    ]
    sources = (*loaded.sources, *extra)
    settings = [config.name] if config is not None else []
    settings += [name for name in files.MKDOCS_NAMES if (loaded.root / name).is_file()]
    return Texts(
        sources,
        dict(_read(store, settings)),
        dict(
            _read(store, (f"{files.RECORDS}/{name}" for name in sorted(listed) if name.endswith((".jsonl", ".json"))))
        ),
        dict(_read(store, [known] if known else [])),
        dict(_code(loaded, store, {file.path for file in sources}, tuple(marked))),
    )


def _read(store: DiskStore, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for path, data in store.read(paths):
        if isinstance(data, bytes):
            yield path, data


def _code(loaded: Loaded, store: DiskStore, known: set[str], marked: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """The files that Git tracks beside the sources: those that may hold markers."""
    if not marked:
        return
    repository = git.find(loaded.root)
    if repository is None:
        raise click.ClickException(
            "--code: there is no Git repository here, so nobody knows which files are source code"
        )
    records = f"{files.RECORDS}/"
    wanted = (path for path in git.files_with(repository, marked) if path not in known and not path.startswith(records))
    for path, data in _read(store, wanted):
        if len(data) <= _MOST_CODE and not path.endswith((".md", ".markdown")):
            yield path, data


def _write(loaded: Loaded, result: Result) -> None:
    try:
        files.write_all(
            files.Rewrite(loaded.root / file.path, loaded.root / file.to, file.data) for file in result.files
        )
    except OSError as error:
        raise click.ClickException(
            f"{error.filename or 'a file'} cannot be written ({(error.strerror or str(error)).casefold()}): nothing was changed"
        ) from error


def _tell(loaded: Loaded, wanted: tuple[Wanted, ...], result: Result, *, dry_run: bool) -> None:
    for one in wanted:
        kept = ", and found by its former id too" if one.alias else ""
        click.echo(f"{one.old} {'would be' if dry_run else 'is'} {one.name}{kept}")
    for file in result.files:
        name = file.to if file.to == file.path else f"{file.to} (was {file.path.rpartition('/')[2]})"
        lines = ", ".join(map(str, file.lines[:12])) + (" …" if len(file.lines) > 12 else "")
        click.echo(f"  {one_line(name)}" + (f": line{'s' if len(file.lines) > 1 else ''} {lines}" if lines else ""))
    count = counted(len(result.files), "file", "files")
    click.echo(f"{count} {'would be' if dry_run else 'were' if len(result.files) != 1 else 'was'} written")
    for left in result.left:
        click.echo(f"{one_line(left.path)}:{left.line}: left as it is, {left.why}", err=True)
    doubtful = _doubtful(loaded, wanted, result.files)
    if doubtful:
        click.echo(
            f"approved texts that name it have changed by this: {', '.join(doubtful)}; say so by "
            '`tpo-docs approve ID --as PARTY --editorial "another id"`',
            err=True,
        )


def _doubtful(loaded: Loaded, wanted: tuple[Wanted, ...], written: Iterable[Rewritten]) -> tuple[str, ...]:
    """The items on whose text somebody has said something and whose text names an id that changed."""
    known = standing(loaded.project)
    if not known:
        return ()
    names = {one.old: one.name for one in wanted}
    before = {
        (item.path, names.get(item.id, item.id)): item for item in loaded.project.items.values() if item.id in known
    }
    schema = loaded.project.schema
    sources = {file.path: file for file in loaded.sources}
    found = []
    for file in written:
        source = sources.get(file.path)
        if source is None:
            continue
        again = parse_file(SourceFile(file.to, file.data, source.docs_path, source.source), loaded.configuration)
        for item in again.items:
            old = before.get((file.path, item.id))
            if old is not None and fingerprint(old, schema) != fingerprint(item, schema):
                found.append(item.id)
    return tuple(found)


def free_names(loaded: Loaded, items: Iterable[Item], taken: Iterable[str]) -> Iterator[str]:
    """The next free id for each item, after the pattern of its type: free here, on all branches at hand and in `taken`."""
    used = {*files.ids_in_use(loaded), *taken}
    for item in items:
        spec = loaded.project.schema.types.get(item.type)
        if spec is not None and "{n" in spec.pattern and spec.number(item.id) is not None:
            numbers = [number for name in used if (number := spec.number(name)) is not None]
            name = spec.next_id(max(numbers, default=0) + 1)
        else:
            base = re.sub(r"-\d+$", "", item.id)
            name = next(f"{base}-{number}" for number in range(2, 1_000_000) if f"{base}-{number}" not in used)
        used.add(name)
        yield name
