"""Files that Git knows, searched for words and expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tpo_docs.git.repository import Repository
from tpo_docs.git.running import opened, printed_by


def files_with(repository: Repository, texts: Iterable[str]) -> tuple[str, ...]:
    """The files below the project that Git tracks and in which one of these texts stands; no binary ones."""
    wanted = [option for text in texts if text for option in ("-e", text)]
    if not wanted:
        return ()
    printed = printed_by(repository.folder, "grep", "-l", "-z", "-I", "-F", *wanted, "--", ".")
    return tuple(path for path in printed.decode("utf-8", "surrogateescape").split("\0") if path)


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
    with opened(repository.folder, *command, *below, *without) as process:
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
