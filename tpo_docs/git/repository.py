"""A repository and where it stands: its commit, branches, tags and remote."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import NamedTuple

from tpo_docs.git.running import lines_of, printed_by

_FETCHED = 50
"""How many branches of others are looked at; who has hundreds works on few."""


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


def find(folder: Path) -> Repository | None:
    """The repository that a folder lies in; None without one, without Git, or where Git refuses it."""
    lines = lines_of(folder, "rev-parse", "--show-prefix", "--is-shallow-repository", "--is-inside-work-tree")
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
    head = lines_of(repository.folder, "log", "-1", "--format=%H%n%cI")
    if len(head) != 2:
        return State(remote=_remote(repository))
    branch = lines_of(repository.folder, "symbolic-ref", "--quiet", "--short", "HEAD")
    changed = printed_by(repository.folder, "status", "--porcelain", "--untracked-files=normal", "-z", "--", ".")
    return State(head[0], branch[0] if branch else "", head[1], bool(changed), _remote(repository))


def standing(repository: Repository) -> tuple[str, str, str, str]:
    """Commit, branch, tags and remote as texts that stay the same as long as a build knows nothing else from Git: the
    same as of `state`, without looking at the files."""
    commit = lines_of(repository.folder, "log", "-1", "--format=%H %cI")
    branch = lines_of(repository.folder, "symbolic-ref", "--quiet", "--short", "HEAD")
    named = lines_of(
        repository.folder, "for-each-ref", "--format=%(refname) %(objectname)", "refs/tags", "refs/replace"
    )
    return "\n".join(commit), "\n".join(branch), "\n".join(named), _remote(repository)


def head(repository: Repository) -> str:
    """The commit checked out; empty before the first one."""
    lines = lines_of(repository.folder, "rev-parse", "--quiet", "--verify", "HEAD")
    return lines[0] if lines else ""


def date_of(repository: Repository, name: str) -> str:
    """Date and time of a commit, with offset; empty if there is none."""
    lines = lines_of(repository.folder, "log", "-1", "--format=%cI", "--end-of-options", name, "--")
    return lines[0] if lines else ""


def tags(repository: Repository, within: str = "") -> tuple[Tag, ...]:
    """All tags that name a commit, the oldest first; with `within` those in the history of that commit."""
    form = "%(refname:strip=2)%00%(objectname)%00%(*objectname)%00%(objecttype)%00%(*objecttype)%00%(creatordate:iso-strict)"
    found = []
    merged = (f"--merged={within}",) if within else ()
    for line in lines_of(
        repository.folder, "for-each-ref", "--sort=creatordate", f"--format={form}", *merged, "refs/tags"
    ):
        name, own, peeled, kind, peeled_kind, on = line.split("\0")
        if "commit" in (kind, peeled_kind):
            found.append(Tag(name, peeled or own, on))
    return tuple(found)


def last_tag(repository: Repository, name: str = "HEAD") -> str:
    """The nearest tag in the history of a revision; empty if there is none."""
    lines = lines_of(repository.folder, "describe", "--tags", "--abbrev=0", f"{name}^{{commit}}")
    return lines[0] if lines and not name.startswith("-") else ""


def merge_base(repository: Repository, name: str) -> str:
    """The commit in which the history of a revision and of the one checked out part; empty if there is none."""
    lines = lines_of(repository.folder, "merge-base", "--", name, "HEAD")
    return lines[0] if lines and not name.startswith("-") else ""


def is_ancestor(repository: Repository, commit: str, of: str) -> bool:
    """Whether a commit is in the history of another one, or is that one."""
    return bool(commit) and lines_of(repository.folder, "merge-base", "--", commit, of) == [commit]


def branches(repository: Repository) -> tuple[str, ...]:
    """The branches as full names of references: all local ones, and of those that were fetched the latest."""
    found = lines_of(repository.folder, "for-each-ref", "--format=%(refname)", "refs/heads")
    options = ("--sort=-committerdate", f"--count={_FETCHED}", "--format=%(refname)%00%(symref)")
    fetched = lines_of(repository.folder, "for-each-ref", *options, "refs/remotes")
    return (*found, *(name for name, symbolic in (line.split("\0") for line in fetched) if not symbolic))


def unclean(repository: Repository) -> tuple[str, ...]:
    """The files below the project that are changed, added or not tracked, the first few hundred of them."""
    printed = printed_by(repository.folder, "status", "--porcelain", "--untracked-files=normal", "-z", "--", ".")
    entries = printed.decode("utf-8", "surrogateescape").split("\0")
    return tuple(repository.outside(entry[3:]) for entry in entries[:300] if entry[2:3] == " ")


def _remote(repository: Repository) -> str:
    names = lines_of(repository.folder, "remote")
    name = "origin" if "origin" in names else names[0] if names else ""
    address = lines_of(repository.folder, "remote", "get-url", name) if name else []
    return _without_secret(address[0]) if address else ""


def _without_secret(address: str) -> str:
    """An address without the user and token that CI systems put into it."""
    scheme, separator, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{separator}{host.rpartition('@')[2]}{slash}{path}" if separator else address
