"""Puts files into their places in a site, in steps that can each be done again without harm."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tpo_docs.site import csp
from tpo_docs.site.journal import Change, Plan
from tpo_docs.site.published import Place, walk
from tpo_docs.site.stage import (
    Stamp,
    digest_of,
    make_parents,
    read_stamps,
    remove_files,
    stamp_of,
    write_beside,
    write_stamps,
)
from tpo_docs.site.versions import GENERATOR, default_of, read_versions, redirect, versions_page, versions_script


class Published(NamedTuple):
    """What publishing did."""

    written: int
    removed: int


def put_files(place: Place, version: str, files: Mapping[str, bytes]) -> None:
    """Writes single files of a published version anew, each in one step, without remembering that: a later build that
    does not know of it writes them again."""
    for path, data in files.items():
        write_beside(place.site / version / path, data)


def put_beside(place: Place, version: str, alias: str, paths: Iterable[str]) -> None:
    """The same files under an alias."""
    for path in paths:
        _link(place.site / version / path, place.site / alias / path)


def carry_out(place: Place, plan: Plan, known: Mapping[str, dict[str, Stamp]], say: Callable[[str], None]) -> Published:
    """Does what is planned; `known` has the stamps of each folder from before."""
    place.site.mkdir(parents=True, exist_ok=True)
    written, stamps = _put_version(place, plan, known[plan.version])
    for alias in plan.aliases:
        if not _put_new_alias(place, plan, alias, stamps):
            _put_alias(place, plan, alias, known[alias])
    for alias, folder in _stray_aliases(place, plan):
        say(f"{alias} is no alias any more; its folder goes")
        _remove_folder(place, folder)
    written += _put_roots(place, plan, say)
    place.journal.unlink(missing_ok=True)
    return Published(written, len(plan.change.drop))


def _put_version(place: Place, plan: Plan, stamps: dict[str, Stamp]) -> tuple[int, dict[str, Stamp]]:
    """How many files were put there, and the stamps of all."""
    folder = place.site / plan.version
    built = Path(plan.built)
    if not os.path.lexists(folder) and built.is_dir() and _moved_whole(built, folder):
        stamps = {
            path: stamp
            for path, digest in plan.change.put.items()
            if (stamp := stamp_of(f"{folder}/{path}", digest)) is not None
        }
        write_stamps(place.stamps(plan.version), stamps)
        return len(stamps), stamps
    folder.mkdir(exist_ok=True)
    parents = {folder}
    written = 0
    for path, new in plan.change.put.items():
        digest = new
        source = built / path
        target = folder / path
        make_parents(target.parent, folder, parents)
        if os.path.lexists(source):
            _move(source, target)
            written += 1
        elif target.is_file():  # moved by the run that was interrupted, or so we hope
            digest = digest_of(target.read_bytes())
        stamp = stamp_of(target, digest)
        if stamp is not None:
            stamps[path] = stamp
    remove_files(folder, plan.change.drop)
    _keep(place, plan.version, stamps, plan.change)
    return written, stamps


def _put_new_alias(place: Place, plan: Plan, alias: str, stamps: Mapping[str, Stamp]) -> bool:
    """Makes the folder of an alias that has none yet elsewhere and puts it in its place in one step; whether that works."""
    change = plan.aliases[alias]
    folder = place.site / alias
    if os.path.lexists(folder) or not stamps.keys() >= change.put.keys():
        return False
    fresh = place.memory / "alias"
    shutil.rmtree(fresh, ignore_errors=True)
    done = _linked(change.put, place.site / plan.version, fresh) and _moved_whole(fresh, folder)
    shutil.rmtree(fresh, ignore_errors=True)
    if done:
        write_stamps(place.stamps(alias), {path: stamps[path] for path in change.put})
    return done


def _put_alias(place: Place, plan: Plan, alias: str, stamps: dict[str, Stamp]) -> None:
    change = plan.aliases[alias]
    folder = place.site / alias
    origin = place.site / plan.version
    if folder.is_symlink():
        folder.unlink()
    folder.mkdir(exist_ok=True)
    parents = {folder}
    for path, digest in change.put.items():
        target = folder / path
        make_parents(target.parent, folder, parents)
        _link(origin / path, target)
        stamp = stamp_of(target, digest)
        if stamp is not None:
            stamps[path] = stamp
    remove_files(folder, change.drop)
    _keep(place, alias, stamps, change)


def _keep(place: Place, name: str, stamps: dict[str, Stamp], change: Change) -> None:
    for path in change.drop:
        stamps.pop(path, None)
    manifest = place.stamps(name)
    if not manifest.exists():  # what was there before we came, and stays
        folder = place.site / name
        for path, file in walk(folder):
            if path not in stamps:
                stamp = stamp_of(file, digest_of(Path(file).read_bytes()))
                if stamp is not None:
                    stamps[path] = stamp
    elif not change.put and not change.drop:
        return
    write_stamps(manifest, stamps)


def _moved_whole(source: Path, target: Path) -> bool:
    """Whether a folder could be put in its place in one step: not on another file system."""
    try:
        source.rename(target)
    except OSError:
        return False
    return True


def _linked(paths: Iterable[str], origin: Path, fresh: Path) -> bool:
    """Whether a new folder could be made of hard links to the files of another one."""
    folders: set[str] = set()
    try:
        for path in paths:
            folder = path.rpartition("/")[0]
            if folder not in folders:
                (fresh / folder).mkdir(parents=True, exist_ok=True)
                folders.add(folder)
            os.link(f"{origin}/{path}", f"{fresh}/{path}")
    except OSError:
        return False
    return True


def _move(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except OSError:  # another file system
        write_beside(target, source.read_bytes())
        source.unlink()


def _link(source: Path, target: Path) -> None:
    with suppress(OSError):
        if target.samefile(source):
            return
    beside = target.with_name(f".{target.name[:80]}.{os.getpid()}.new")
    beside.unlink(missing_ok=True)
    try:
        try:
            os.link(source, beside)
        except OSError:  # no hard links here
            shutil.copyfile(source, beside)
        beside.replace(target)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def _stray_aliases(place: Place, plan: Plan) -> Iterator[tuple[str, Path]]:
    """Folders of aliases whose version has gone."""
    file = place.site / "versions.json"
    if not file.is_file():
        return
    now = {alias for entry in read_versions(plan.versions.encode()) for alias in (entry.version, *entry.aliases)}
    for entry in read_versions(file.read_bytes(), f"{place.site.name}/versions.json"):
        for alias in entry.aliases:
            if alias not in now and place.stamps(alias).exists() and (place.site / alias).is_dir():
                yield alias, place.site / alias


def _remove_folder(place: Place, folder: Path) -> None:
    manifest = place.stamps(folder.name)
    remove_files(folder, read_stamps(manifest))
    with suppress(OSError):
        folder.rmdir()
    manifest.unlink(missing_ok=True)


def _put_roots(place: Place, plan: Plan, say: Callable[[str], None]) -> int:
    versions = read_versions(plan.versions.encode())
    default = default_of(versions) or plan.version
    ours = {
        "index.html": redirect(f"{default}/index.html", title=place.site_name),
        "versions.html": versions_page(versions, place.site_name, place.language),
        **csp.snippets(place.site, versions),
    }
    written = 0
    lists = {"versions.js": versions_script(versions), "versions.json": plan.versions.encode()}
    for name, data in {".nojekyll": b"", **ours, **lists}.items():
        file = place.site / name
        old = file.read_bytes() if file.is_file() and not file.is_symlink() else None
        if old == data:
            continue
        if old and name in ours and GENERATOR.encode() not in old and csp.MARK.encode() not in old:
            say(f"{place.site.name}/{name} was not written by tpo-docs and stays as it is")
            continue
        make_parents(file.parent, place.site, {place.site})
        write_beside(file, data)
        written += 1
    return written
