"""What commits did to files: the last change of each, each step of a branch, every text that one has had."""

from __future__ import annotations

import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from tpo_docs.git.objects import REGULAR, read_blobs
from tpo_docs.git.repository import Repository, head
from tpo_docs.git.running import command_of, environment, lines_of, opened, tokens_of
from tpo_docs.model import Change

NO_REPOSITORY = "this is no Git repository, so nothing is known of changes and authors"
SHALLOW = "this is a shallow clone, so the last change of some files is not known"
_HEADER = "%x01%H%x02%aN%x02%aI%x02%s"


class Step(NamedTuple):
    """A commit on the way of a branch, and what it changed."""

    commit: str
    on: str
    """When it was committed: ISO date and time with offset."""
    blobs: tuple[tuple[str, str], ...]
    """Path in the repository and the new object of each regular file that changed; the object is empty where the
    file went."""
    added: bool
    """Whether any of them was not there before."""


class FileChange(NamedTuple):
    """What a commit did to a file."""

    path: str
    blob: str
    """Its content since; empty where the file went."""
    was: str = ""
    """Its path before, where the commit moved it."""
    added: bool = False


class History(NamedTuple):
    """The last change of each file, and what could not be known."""

    changes: Mapping[str, Change]
    note: str = ""


def history(
    repository: Repository | None, folders: Iterable[str], files: Collection[str] = (), commit: str = "HEAD"
) -> History:
    """The last change of every file below the folders, in one pass; it ends early once all `files` are found."""
    if repository is None:
        return History({}, NO_REPOSITORY)
    inside = [path for path in folders if not repository.inside(path).startswith("..")]
    if not inside or not head(repository):
        return History({})
    waiting = set(files)
    early = bool(waiting)
    grafts = _grafts(repository) if repository.shallow else frozenset()
    changes: dict[str, Change] = {}
    command = (
        "log",
        "-z",
        "--name-only",
        "--no-renames",
        "--no-show-signature",
        f"--format={_HEADER}",
        commit,
        "--",
        *inside,
    )
    with opened(repository.folder, *command) as process:
        change: Change | None = None
        for token in tokens_of(process.stdout):
            if token.startswith("\x01"):
                change = _change(token[1:])
                continue
            path = repository.outside(token.removeprefix("\n"))
            if change is None or not path or path in changes or change.commit in grafts:
                continue
            changes[path] = change
            waiting.discard(path)
            if early and not waiting:
                process.kill()
                break
    return History(changes, SHALLOW if repository.shallow else "")


def steps(repository: Repository, inside: Iterable[str], commit: str = "HEAD") -> Iterator[Step]:
    """The commits that changed anything below these paths (as the repository knows them), the oldest first, in one
    pass. Only the way along first parents: a merge is one step with all that it brought."""
    paths = sorted(set(inside))
    if not paths or not head(repository):
        return
    options = ("log", "-z", "--raw", "--no-abbrev", "--no-renames", "--first-parent", "-m", "--reverse")
    command = (*options, "--format=%x01%H%x02%cI", commit, "--", *(f":(top,literal){path}" for path in paths))
    with opened(repository.folder, *command) as process:
        name = on = raw = ""
        blobs: list[tuple[str, str]] = []
        added = False
        for token in tokens_of(process.stdout):
            text = token.removeprefix("\n") if not raw else token
            if raw:
                _, mode, _, blob, kind = raw.split(" ", 4)
                raw = ""
                regular = mode in REGULAR
                blobs.append((text, blob if regular else ""))
                added = added or (regular and kind == "A")
            elif text.startswith(":"):
                raw = text[1:]
            elif text.startswith("\x01"):
                if blobs:
                    yield Step(name, on, tuple(blobs), added)
                name, _, on = text[1:].partition("\x02")
                blobs, added = [], False
        if blobs:
            yield Step(name, on, tuple(blobs), added)


def came_from(repository: Repository, commits: Iterable[str], inside: Iterable[str]) -> Mapping[str, str]:
    """Where files below these paths came from that a commit moved there from elsewhere: old path → new path."""
    names = [name for name in commits if name]
    starts = tuple(f"{path.rstrip('/')}/" for path in inside if path not in ("", "."))
    if not names or not starts:
        return {}
    found: dict[str, str] = {}
    options = (
        "diff-tree",
        "--stdin",
        "-r",
        "-z",
        "-M",
        "-m",
        "--first-parent",
        "--raw",
        "--diff-filter=R",
        "--no-abbrev",
    )
    try:
        done = subprocess.run(
            command_of(repository.folder, options),
            input="".join(f"{name}\n" for name in names).encode(),
            capture_output=True,
            check=False,
            env=environment(),
        )
    except OSError:
        return {}
    tokens = iter(done.stdout.decode("utf-8", "surrogateescape").split("\0"))
    for token in tokens:
        if token.lstrip("\n").startswith(":"):
            old, new = next(tokens, ""), next(tokens, "")
            if new.startswith(starts) and not old.startswith(starts):
                found[old] = new
    return found


def file_changes(
    repository: Repository, folders: Iterable[str], commit: str = "HEAD"
) -> Iterator[tuple[Change, tuple[FileChange, ...]]]:
    """What each commit did to the files below the folders, the latest first, in one pass; moved files are recognised.
    Merges are left out, and so is where a shallow clone was cut."""
    inside = [path for path in folders if not repository.inside(path).startswith("..")]
    if not inside or not head(repository):
        return
    grafts = _grafts(repository) if repository.shallow else frozenset()
    options = ("log", "-z", "--raw", "--no-abbrev", "-M", "--no-show-signature", f"--format={_HEADER}")
    with opened(repository.folder, *options, commit, "--", *inside) as process:
        change: Change | None = None
        files: list[FileChange] = []
        tokens = tokens_of(process.stdout)
        for token in tokens:
            text = token.removeprefix("\n")
            if text.startswith("\x01"):
                if change is not None and change.commit not in grafts:
                    yield change, tuple(files)
                change, files = _change(text[1:]), []
            elif text.startswith(":"):
                _, mode, _, blob, kind = text.split(" ", 4)
                was = repository.outside(next(tokens, "")) if kind[:1] in ("R", "C") else ""
                path = repository.outside(next(tokens, ""))
                regular = mode in REGULAR
                files.append(
                    FileChange(path, blob if regular else "", was if kind[:1] == "R" else "", kind[:1] in ("A", "C"))
                )
        if change is not None and change.commit not in grafts:
            yield change, tuple(files)


def added_in(repository: Repository, path: str) -> str:
    """The commit that brought a file, under whichever name; empty where none has."""
    # Below 100 %, Git takes a small file for a copy of another one.
    options = ("--follow", "--find-renames=100%", "--diff-filter=A", "--format=%H")
    log = lines_of(repository.folder, "log", *options, "HEAD", "--", path)
    return log[-1] if log and log[-1] else ""


def blame(repository: Repository, path: str, lines: Iterable[int]) -> Mapping[int, str]:
    """The commit that wrote each of these lines of a file; those that are in no commit yet are left out."""
    ranges = [option for line in sorted(set(lines)) for option in ("-L", f"{line},{line}")]
    if not ranges:
        return {}
    found: dict[int, str] = {}
    for line in lines_of(repository.folder, "blame", "--porcelain", *ranges, "--", path):
        parts = line.split(" ")
        if len(parts) in (3, 4) and len(parts[0]) in (40, 64) and parts[2].isdecimal() and set(parts[0]) - {"0"}:
            found[int(parts[2])] = parts[0]
    return found


def lines_ever(repository: Repository, path: str, commit: str = "HEAD") -> tuple[str, ...]:
    """Every line that a file has had in any commit, the newest first."""
    options = ("--format=", "--patch", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames")
    lines = lines_of(repository.folder, "log", *options, commit, "--", path)
    return tuple(line[1:] for line in lines if line.startswith("+") and not line.startswith("+++ "))


def versions(repository: Repository, path: str) -> Iterator[tuple[str, str, bytes]]:
    """Commit, path and content of a file in each commit that changed it, the newest first, following renames."""
    log = lines_of(repository.folder, "log", "--follow", "--format=%x01%H", "--name-only", "HEAD", "--", path)
    commit = ""
    found = []
    for line in log:
        if line.startswith("\x01"):
            commit = line[1:]
        elif line:
            found.append((commit, line))
    contents = read_blobs(repository, [f"{commit}:{name}" for commit, name in found])
    for (name, inside), data in zip(found, contents, strict=True):
        yield name, repository.outside(inside), data


def _change(header: str) -> Change | None:
    parts = header.split("\x02", 3)
    return Change(*parts) if len(parts) == 4 else None


def cuts(repository: Repository) -> str:
    """What says beside its name which history a commit has, as a text: where a shallow clone was cut, and what Git is
    told to look at instead of it."""
    cut = sorted(_grafts(repository)) if repository.shallow else ()
    form = "--format=%(refname) %(objectname)"
    return " ".join((*cut, *lines_of(repository.folder, "for-each-ref", form, "refs/replace")))


def _grafts(repository: Repository) -> frozenset[str]:
    """The commits where a shallow clone was cut: each looks as if it had added every file."""
    place = lines_of(repository.folder, "rev-parse", "--git-path", "shallow")
    if not place:
        return frozenset()
    try:
        return frozenset((repository.folder / place[0]).read_text("ascii").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()
