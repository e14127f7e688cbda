"""Puts a built folder into the site as a version with its aliases: file by file, and so that a later run can finish it.

What is to be done is written into a journal first; from then on every step can be done again without harm. Whoever
comes next finishes a journal that is still there (`recover`) before anything else is built.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from tpo_docs.site import csp
from tpo_docs.site.errors import SiteError
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
from tpo_docs.site.tree import refuse_unsafe
from tpo_docs.site.versions import (
    GENERATOR,
    Version,
    default_of,
    for_audience,
    merge,
    newest_first,
    read_versions,
    redirect,
    versions_page,
    versions_script,
    write_versions,
)

_JOURNAL = "tpo-docs/publishing/1"


@dataclass(frozen=True)
class Place:
    """Where to publish, and where to remember what was published."""

    site: Path
    state: Path
    site_name: str = "Documentation"
    language: str = "en"

    @property
    def memory(self) -> Path:
        """What is remembered of this site alone, as a project may publish into several."""
        return self.state / "published" / blake2b(os.fsencode(self.site.absolute()), digest_size=6).hexdigest()

    @property
    def journal(self) -> Path:
        """What is being published; absent while nothing is."""
        return self.memory / "journal.json"

    def pages(self, version: str) -> Path:
        """What is known of the pages of a version."""
        return self.memory / "pages" / f"{version}.json"

    def stamps(self, folder: str) -> Path:
        """The manifest of one published folder."""
        return self.memory / "folders" / f"{folder}.json"


class Published(NamedTuple):
    """What publishing did."""

    written: int
    removed: int


class _Change(NamedTuple):
    put: dict[str, str]
    """Digests of the files to write, by path."""
    drop: tuple[str, ...]


class _Plan(NamedTuple):
    built: str
    version: str
    change: _Change
    aliases: dict[str, _Change]
    versions: str


class Built(NamedTuple):
    """A folder that is complete and waits to be published."""

    folder: Path
    digests: Mapping[str, str]
    """Its files; what is not named stays behind."""


class There(NamedTuple):
    """A published folder as it was found."""

    digests: Mapping[str, str]
    """Of its files, by path; empty where somebody else has touched one since."""
    stamps: Mapping[str, Stamp]
    """What is remembered of them."""


def publish(  # noqa: PLR0913 - what to publish and as what; the rest by name
    built: Built,
    place: Place,
    version: str,
    aliases: Iterable[str],
    say: Callable[[str], None] = lambda _: None,
    audience: str = "",
    *,
    there: There | None = None,
) -> Published:
    """Makes `site/<version>/` and its aliases hold what was built, and tells the selector; takes files from `built`.

    `there` is what the folder of the version was found to hold when the build began, where somebody has looked.
    """
    entries = _entries(place, say)
    versions = for_audience(merge(entries, version, aliases), version, audience)
    entry = next(entry for entry in versions if entry.version == version)
    for name in (version, *entry.aliases):
        _refuse_foreign(place, name, entries)
    if not os.path.lexists(place.site / version):
        _left_alone(built)
    found = {alias: present(place, alias) for alias in entry.aliases}
    found[version] = there if there is not None else present(place, version)
    plan = _Plan(
        str(built.folder),
        version,
        _change(built.digests, found[version]),
        {alias: _change(built.digests, found[alias]) for alias in entry.aliases},
        write_versions(versions).decode(),
    )
    _write_journal(place, plan)
    return _carry_out(place, plan, {name: dict(one.stamps) for name, one in found.items()}, say)


def _left_alone(built: Built) -> None:
    """Takes what is not to be published out of a folder that can go to its place as a whole."""
    for path, file in walk(built.folder):
        if path not in built.digests:
            Path(file).unlink()


def recover(place: Place, say: Callable[[str], None] = lambda _: None) -> None:
    """Finishes what an earlier run has begun to publish and was not allowed to finish."""
    plan = _read_journal(place)
    if plan is None:
        return
    say(f"finishing the publication of {plan.version}, which was interrupted")
    stamps = {name: read_stamps(place.stamps(name)) for name in (plan.version, *plan.aliases)}
    _carry_out(place, plan, stamps, say)


def walk(folder: Path) -> Iterator[tuple[str, str]]:
    """The files below a folder, as `/`-separated relative path and as path of the system."""
    waiting = [("", str(folder))]
    while waiting:
        prefix, name = waiting.pop()
        with os.scandir(name) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{prefix}{entry.name}/", entry.path))
                else:
                    yield f"{prefix}{entry.name}", entry.path


def roots(site: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """The files beside the versions, with their sizes and times."""
    with os.scandir(site) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                yield entry.name, (status.st_size, status.st_mtime_ns)


def known_versions(place: Place) -> tuple[Version, ...]:
    """The versions that the site has."""
    return _entries(place, lambda _: None)


def _entries(place: Place, say: Callable[[str], None]) -> tuple[Version, ...]:
    file = place.site / "versions.json"
    entries = read_versions(file.read_bytes() if file.is_file() else None, f"{place.site.name}/versions.json")
    kept = []
    for entry in entries:
        if (place.site / entry.version).is_dir():
            kept.append(entry._replace(aliases=tuple(a for a in entry.aliases if (place.site / a).exists())))
        else:
            say(f"{entry.version} has no folder in {place.site.name}/ any more and leaves the list of versions")
    return newest_first(kept)


def put_files(place: Place, version: str, files: Mapping[str, bytes]) -> None:
    """Writes single files of a published version anew, each in one step, without remembering that: a later build that
    does not know of it writes them again."""
    for path, data in files.items():
        write_beside(place.site / version / path, data)


def put_beside(place: Place, version: str, alias: str, paths: Iterable[str]) -> None:
    """The same files under an alias."""
    for path in paths:
        _link(place.site / version / path, place.site / alias / path)


def _refuse_foreign(place: Place, name: str, entries: Iterable[Version]) -> None:
    """An alias of an earlier day may be mike's symbolic link; it becomes a folder. Other people's folders stay."""
    folder = place.site / name
    known = {known for entry in entries for known in (entry.version, *entry.aliases)}
    versions = {entry.version for entry in entries}
    if folder.is_symlink() and (name in versions or name not in known):
        raise SiteError(f"{place.site.name}/{name} is a symbolic link; tpo-docs does not write through it")
    if name in known or not folder.exists() or place.stamps(name).exists():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise SiteError(
            f"{place.site.name}/{name} exists and is no version that versions.json knows: "
            "move it away, or choose another name or another site folder"
        )


def _change(files: Mapping[str, str], found: There) -> _Change:
    there = found.digests
    put = {path: digest for path, digest in files.items() if there.get(path) != digest}
    # What pages load comes before the pages, and the pages before what leads to them.
    order = sorted(put, key=lambda path: (path.endswith(".html"), path.startswith("search/"), path))
    return _Change({path: put[path] for path in order}, tuple(sorted(there.keys() - files.keys())))


def present(place: Place, name: str) -> There:
    """What a published folder holds; files of a folder that nothing is remembered of are read."""
    stamps = read_stamps(place.stamps(name))
    folder = place.site / name
    if folder.is_symlink() or not folder.is_dir():
        return There({}, stamps)
    if not place.stamps(name).exists():
        return There({path: digest_of(Path(file).read_bytes()) for path, file in walk(folder)}, stamps)
    found = {}
    start, look = f"{folder}{os.sep}", os.lstat
    for path, (digest, size, modified) in stamps.items():
        try:
            status = look(start + path)
        except OSError:
            continue
        found[path] = digest if status.st_size == size and status.st_mtime_ns == modified else ""
    return There(found, stamps)


def _write_journal(place: Place, plan: _Plan) -> None:
    place.memory.mkdir(parents=True, exist_ok=True)
    content = {"format": _JOURNAL, "site": str(place.site.absolute()), **plan._asdict()}
    write_beside(place.journal, json.dumps(content, separators=(",", ":")).encode())


def _read_journal(place: Place) -> _Plan | None:
    try:
        content = json.loads(place.journal.read_bytes())
        if content["format"] != _JOURNAL or content["site"] != str(place.site.absolute()):
            return None
        plan = _Plan(
            content["built"],
            content["version"],
            _Change(dict(content["change"][0]), tuple(content["change"][1])),
            {alias: _Change(dict(put), tuple(drop)) for alias, (put, drop) in content["aliases"].items()},
            content["versions"],
        )
        merge((), plan.version, plan.aliases)
        for change in (plan.change, *plan.aliases.values()):
            for path in (*change.put, *change.drop):
                refuse_unsafe(path)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, SiteError):
        return None
    return plan


def _carry_out(
    place: Place, plan: _Plan, known: Mapping[str, dict[str, Stamp]], say: Callable[[str], None]
) -> Published:
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


def _put_version(place: Place, plan: _Plan, stamps: dict[str, Stamp]) -> tuple[int, dict[str, Stamp]]:
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


def _put_new_alias(place: Place, plan: _Plan, alias: str, stamps: Mapping[str, Stamp]) -> bool:
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


def _put_alias(place: Place, plan: _Plan, alias: str, stamps: dict[str, Stamp]) -> None:
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


def _keep(place: Place, name: str, stamps: dict[str, Stamp], change: _Change) -> None:
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


def _stray_aliases(place: Place, plan: _Plan) -> Iterator[tuple[str, Path]]:
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


def _put_roots(place: Place, plan: _Plan, say: Callable[[str], None]) -> int:
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
