"""What Git knows of a project: last changes, revisions without a checkout, tags, branches. Without Git, nothing."""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

from tpo_docs.model import Change

NO_REPOSITORY = "this is no Git repository, so nothing is known of changes and authors"
SHALLOW = "this is a shallow clone, so the last change of some files is not known"

_REGULAR = frozenset(("100644", "100755"))
_KINDS = frozenset((b"blob", b"tree", b"commit", b"tag"))
_FETCHED = 50
"""How many branches of others are looked at; who has hundreds works on few."""
_HEADER = "%x01%H%x02%aN%x02%aI%x02%s"
_OUTSIDE = "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"  # set inside hooks, where they would name another repository


class Repository(NamedTuple):
    """A repository, seen from a folder in it."""

    folder: Path
    """Where the project is; every path given or taken is relative to it, with `/`."""
    prefix: str
    """That folder's own path in the repository: empty, or with a `/` at its end."""
    shallow: bool = False

    def inside(self, path: str) -> str:
        """A path as the repository knows it; starts with `..` where it lies outside."""
        return posixpath.normpath(self.prefix + path)

    def outside(self, path: str) -> str:
        """A path of the repository as the project knows it."""
        if not self.prefix:
            return path
        return path[len(self.prefix) :] if path.startswith(self.prefix) else posixpath.relpath(path, self.prefix)


class State(NamedTuple):
    """Where a working tree stands."""

    commit: str = ""
    branch: str = ""
    """Empty on a detached head."""
    on: str = ""
    """The commit's date and time, with offset."""
    dirty: bool = False
    remote: str = ""
    """The address of `origin`, else of the first remote."""


class Tag(NamedTuple):
    """A tag and the commit it names."""

    name: str
    commit: str
    on: str


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


@dataclass(frozen=True, slots=True, eq=False)
class Revision:
    """The files of one commit, read from Git's objects: nothing is checked out."""

    repository: Repository
    name: str
    commit: str
    on: str
    blobs: Mapping[str, str] = field(repr=False)
    """Object of each regular file, by path in the repository; symbolic links and submodules are left out."""

    def inside(self, path: str) -> str:
        """A path of the project as the repository knows it."""
        return self.repository.inside(path)

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The content of these files (paths in the repository), those that exist."""
        wanted = [(path, self.blobs[path]) for path in paths if path in self.blobs]
        contents = read_blobs(self.repository, [blob for _, blob in wanted])
        return ((path, data) for (path, _), data in zip(wanted, contents, strict=True))


def find(folder: Path) -> Repository | None:
    """The repository that a folder lies in; None without one, without Git, or where Git refuses it."""
    lines = _lines(folder, "rev-parse", "--show-prefix", "--is-shallow-repository", "--is-inside-work-tree")
    if len(lines) != 3 or lines[2] != "true":
        return None
    return Repository(folder, lines[0], lines[1] == "true")


def prefix(folder: Path) -> str:
    """A folder's own path in its repository, found without asking Git: empty, or with a `/` at its end."""
    start = folder.resolve()
    for above in (start, *start.parents):
        if (above / ".git").exists():
            inside = start.relative_to(above).as_posix()
            return "" if inside == "." else f"{inside}/"
    return ""


def state(repository: Repository) -> State:
    """Commit, branch, whether anything is changed, and the remote."""
    head = _lines(repository.folder, "log", "-1", "--format=%H%n%cI")
    if len(head) != 2:
        return State(remote=_remote(repository))
    branch = _lines(repository.folder, "symbolic-ref", "--quiet", "--short", "HEAD")
    changed = _run(repository.folder, "status", "--porcelain", "--untracked-files=normal", "-z", "--", ".")
    return State(head[0], branch[0] if branch else "", head[1], bool(changed), _remote(repository))


def standing(repository: Repository) -> tuple[str, str, str, str]:
    """Commit, branch, tags and remote as texts that stay the same as long as a build knows nothing else from Git: the
    same as of `state`, without looking at the files."""
    commit = _lines(repository.folder, "log", "-1", "--format=%H %cI")
    branch = _lines(repository.folder, "symbolic-ref", "--quiet", "--short", "HEAD")
    named = _lines(repository.folder, "for-each-ref", "--format=%(refname) %(objectname)", "refs/tags", "refs/replace")
    return "\n".join(commit), "\n".join(branch), "\n".join(named), _remote(repository)


def head(repository: Repository) -> str:
    """The commit checked out; empty before the first one."""
    lines = _lines(repository.folder, "rev-parse", "--quiet", "--verify", "HEAD")
    return lines[0] if lines else ""


def date_of(repository: Repository, name: str) -> str:
    """Date and time of a commit, with offset; empty if there is none."""
    lines = _lines(repository.folder, "log", "-1", "--format=%cI", "--end-of-options", name, "--")
    return lines[0] if lines else ""


def tags(repository: Repository, within: str = "") -> tuple[Tag, ...]:
    """All tags that name a commit, the oldest first; with `within` those in the history of that commit."""
    form = "%(refname:strip=2)%00%(objectname)%00%(*objectname)%00%(objecttype)%00%(*objecttype)%00%(creatordate:iso-strict)"
    found = []
    merged = (f"--merged={within}",) if within else ()
    for line in _lines(
        repository.folder, "for-each-ref", "--sort=creatordate", f"--format={form}", *merged, "refs/tags"
    ):
        name, own, peeled, kind, peeled_kind, on = line.split("\0")
        if "commit" in (kind, peeled_kind):
            found.append(Tag(name, peeled or own, on))
    return tuple(found)


def last_tag(repository: Repository, name: str = "HEAD") -> str:
    """The nearest tag in the history of a revision; empty if there is none."""
    lines = _lines(repository.folder, "describe", "--tags", "--abbrev=0", f"{name}^{{commit}}")
    return lines[0] if lines and not name.startswith("-") else ""


def merge_base(repository: Repository, name: str) -> str:
    """The commit in which the history of a revision and of the one checked out part; empty if there is none."""
    lines = _lines(repository.folder, "merge-base", "--", name, "HEAD")
    return lines[0] if lines and not name.startswith("-") else ""


def unclean(repository: Repository) -> tuple[str, ...]:
    """The files below the project that are changed, added or not tracked, the first few hundred of them."""
    printed = _run(repository.folder, "status", "--porcelain", "--untracked-files=normal", "-z", "--", ".")
    entries = printed.decode("utf-8", "surrogateescape").split("\0")
    return tuple(repository.outside(entry[3:]) for entry in entries[:300] if entry[2:3] == " ")


def files_with(repository: Repository, texts: Iterable[str]) -> tuple[str, ...]:
    """The files below the project that Git tracks and in which one of these texts stands; no binary ones."""
    wanted = [option for text in texts if text for option in ("-e", text)]
    if not wanted:
        return ()
    printed = _run(repository.folder, "grep", "-l", "-z", "-I", "-F", *wanted, "--", ".")
    return tuple(path for path in printed.decode("utf-8", "surrogateescape").split("\0") if path)


def is_ancestor(repository: Repository, commit: str, of: str) -> bool:
    """Whether a commit is in the history of another one, or is that one."""
    return bool(commit) and _lines(repository.folder, "merge-base", "--", commit, of) == [commit]


def added_in(repository: Repository, path: str) -> str:
    """The commit that brought a file, under whichever name; empty where none has."""
    # Below 100 %, Git takes a small file for a copy of another one.
    options = ("--follow", "--find-renames=100%", "--diff-filter=A", "--format=%H")
    log = _lines(repository.folder, "log", *options, "HEAD", "--", path)
    return log[-1] if log and log[-1] else ""


def blame(repository: Repository, path: str, lines: Iterable[int]) -> Mapping[int, str]:
    """The commit that wrote each of these lines of a file; those that are in no commit yet are left out."""
    ranges = [option for line in sorted(set(lines)) for option in ("-L", f"{line},{line}")]
    if not ranges:
        return {}
    found: dict[int, str] = {}
    for line in _lines(repository.folder, "blame", "--porcelain", *ranges, "--", path):
        parts = line.split(" ")
        if len(parts) in (3, 4) and len(parts[0]) in (40, 64) and parts[2].isdecimal() and set(parts[0]) - {"0"}:
            found[int(parts[2])] = parts[0]
    return found


def lines_ever(repository: Repository, path: str, commit: str = "HEAD") -> tuple[str, ...]:
    """Every line that a file has had in any commit, the newest first."""
    options = ("--format=", "--patch", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames")
    lines = _lines(repository.folder, "log", *options, commit, "--", path)
    return tuple(line[1:] for line in lines if line.startswith("+") and not line.startswith("+++ "))


def grep(
    repository: Repository, patterns: Iterable[str], paths: Iterable[str], leave: Iterable[str] = (), commit: str = ""
) -> Iterator[tuple[str, int, str]]:
    """Path, line and text of each line that one of the patterns (extended expressions of POSIX) finds: in the files
    that Git knows or does not ignore, or in those of a commit. Binary files are passed over."""
    wanted = [option for pattern in patterns for option in ("-e", pattern)]
    below = [f":(top,glob){name}" for path in paths for name in _within(repository.inside(path))]
    without = [f":(top,glob,exclude){name}" for path in leave for name in _anywhere(repository, path)]
    where = [commit] if commit else ["--untracked"]
    command = ("grep", "-z", "-n", "-I", "-E", "--no-color", "--full-name", "--no-textconv", *wanted, *where, "--")
    with _open(repository.folder, *command, *below, *without) as process:
        for raw in process.stdout or ():
            path, _, rest = raw.partition(b"\0")
            number, _, text = rest.partition(b"\0")
            name = path.decode("utf-8", "surrogateescape")
            if number.isdigit():
                inside = repository.outside(name.removeprefix(f"{commit}:") if commit else name)
                yield inside, int(number), text.decode("utf-8", "replace").rstrip("\r\n")


def _anywhere(repository: Repository, path: str) -> tuple[str, ...]:
    """Patterns that mean a path; a name without `/` means it at any depth."""
    bare = path.strip("/")
    if "/" in bare:
        return _within(repository.inside(path))
    return f"**/{bare}", f"**/{bare}/**"


def _within(path: str) -> tuple[str, ...]:
    """Patterns that mean a path and all that is in it."""
    bare = path.strip("/")
    return ("**",) if bare in ("", ".") else (bare, f"{bare}/**")


def versions(repository: Repository, path: str) -> Iterator[tuple[str, str, bytes]]:
    """Commit, path and content of a file in each commit that changed it, the newest first, following renames."""
    log = _lines(repository.folder, "log", "--follow", "--format=%x01%H", "--name-only", "HEAD", "--", path)
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


def branches(repository: Repository) -> tuple[str, ...]:
    """The branches as full names of references: all local ones, and of those that were fetched the latest."""
    found = _lines(repository.folder, "for-each-ref", "--format=%(refname)", "refs/heads")
    options = ("--sort=-committerdate", f"--count={_FETCHED}", "--format=%(refname)%00%(symref)")
    fetched = _lines(repository.folder, "for-each-ref", *options, "refs/remotes")
    return (*found, *(name for name, symbolic in (line.split("\0") for line in fetched) if not symbolic))


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
    with _open(repository.folder, *command) as process:
        change: Change | None = None
        for token in _tokens(process.stdout):
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
    with _open(repository.folder, *command) as process:
        name = on = raw = ""
        blobs: list[tuple[str, str]] = []
        added = False
        for token in _tokens(process.stdout):
            text = token.removeprefix("\n") if not raw else token
            if raw:
                _, mode, _, blob, kind = raw.split(" ", 4)
                raw = ""
                regular = mode in _REGULAR
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
            _command(repository.folder, options),
            input="".join(f"{name}\n" for name in names).encode(),
            capture_output=True,
            check=False,
            env=_environment(),
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
    with _open(repository.folder, *options, commit, "--", *inside) as process:
        change: Change | None = None
        files: list[FileChange] = []
        tokens = _tokens(process.stdout)
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
                regular = mode in _REGULAR
                files.append(
                    FileChange(path, blob if regular else "", was if kind[:1] == "R" else "", kind[:1] in ("A", "C"))
                )
        if change is not None and change.commit not in grafts:
            yield change, tuple(files)


def revision(repository: Repository, name: str) -> Revision | None:
    """The commit that a tag, branch or id names; None if there is none."""
    lines = _lines(repository.folder, "log", "-1", "--format=%H%n%cI", "--end-of-options", name, "--")
    if name.startswith("-") or len(lines) != 2:
        return None
    listing = _run(repository.folder, "ls-tree", "-r", "-z", "--full-tree", lines[0])
    blobs = {}
    for entry in listing.decode("utf-8", "surrogateescape").split("\0"):
        about, _, path = entry.partition("\t")
        if about[:6] in _REGULAR:
            blobs[path] = about[12:]
    return Revision(repository, name, lines[0], lines[1], blobs)


def read_blobs(repository: Repository, blobs: Iterable[str]) -> Iterator[bytes]:
    """The contents of objects, in the order asked for; missing ones are empty."""
    wanted = list(blobs)
    if not wanted:
        return
    with _open(repository.folder, "cat-file", "--batch", stdin=subprocess.PIPE) as process:
        source, sink = process.stdout, process.stdin
        if source is None or sink is None:
            return
        # A few names at a time: Git answers each before it reads the next, and both pipes are small.
        for start in range(0, len(wanted), 256):
            chunk = wanted[start : start + 256]
            sink.write("".join(f"{blob}\n" for blob in chunk).encode())
            sink.flush()
            for _ in chunk:
                about = source.readline().split()
                if len(about) != 3 or about[1] not in _KINDS:  # `req specs/a.md missing`
                    yield b""
                    continue
                size = int(about[2])
                yield source.read(size)
                source.read(1)
        sink.close()


def _change(header: str) -> Change | None:
    parts = header.split("\x02", 3)
    return Change(*parts) if len(parts) == 4 else None


def _tokens(stream: IO[bytes] | None) -> Iterator[str]:
    """The parts of a stream between its NUL bytes."""
    if stream is None:
        return
    rest = b""
    while chunk := stream.read(1 << 16):
        *whole, rest = (rest + chunk).split(b"\0")
        for token in whole:
            yield token.decode("utf-8", "surrogateescape")
    if rest:
        yield rest.decode("utf-8", "surrogateescape")


def _grafts(repository: Repository) -> frozenset[str]:
    """The commits where a shallow clone was cut: each looks as if it had added every file."""
    place = _lines(repository.folder, "rev-parse", "--git-path", "shallow")
    if not place:
        return frozenset()
    try:
        return frozenset((repository.folder / place[0]).read_text("ascii").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def _remote(repository: Repository) -> str:
    names = _lines(repository.folder, "remote")
    name = "origin" if "origin" in names else names[0] if names else ""
    address = _lines(repository.folder, "remote", "get-url", name) if name else []
    return _without_secret(address[0]) if address else ""


def _without_secret(address: str) -> str:
    """An address without the user and token that CI systems put into it."""
    scheme, separator, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{separator}{host.rpartition('@')[2]}{slash}{path}" if separator else address


def _lines(folder: Path, *arguments: str) -> list[str]:
    printed = _run(folder, *arguments).decode("utf-8", "surrogateescape")
    return printed.removesuffix("\n").split("\n") if printed else []


def _run(folder: Path, *arguments: str) -> bytes:
    """What a Git command prints; nothing where it fails or there is no Git."""
    try:
        done = subprocess.run(
            _command(folder, arguments), capture_output=True, check=False, env=_environment(), stdin=subprocess.DEVNULL
        )
    except OSError:
        return b""
    return done.stdout if done.returncode == 0 else b""


def _open(folder: Path, *arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        _command(folder, arguments), stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
    )


def _command(folder: Path, arguments: Iterable[str]) -> list[str]:
    return ["git", "-C", str(folder), "-c", "core.quotePath=false", "-c", "log.showSignature=false", *arguments]


def _environment() -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if name not in _OUTSIDE},
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }
