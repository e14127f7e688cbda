"""A server for authors: watches folders, rebuilds, and reloads the browser. What it adds to pages it adds on the way out
(see `answering`)."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from tpo_docs.site.answering import Handler, Looks, Server, Status
from tpo_docs.site.errors import SiteError

_QUIET = 0.05
_IGNORED_FOLDERS = frozenset({".git", ".tpo-docs", "__pycache__", "node_modules", ".venv"})
_READING = frozenset({"opened", "closed_no_write"})


Later = Callable[[Callable[[], bool]], bool]
"""What is left to do once pages are shown. It is told how to ask whether there is a newer change, for which it may stop at
once, and says whether pages may have changed."""
Rebuild = Callable[[], Later | None]


def serve(  # noqa: PLR0913  # each is one thing that the command line asks for
    folder: Path,
    watch: Iterable[Path],
    rebuild: Rebuild,
    say: Callable[[str], None] = print,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    ready: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Serves a folder until it is stopped, and calls `rebuild` for every change; a SiteError is shown, not raised.

    What `rebuild` gives back is done once its pages are shown, unless there is a newer change.
    """
    stop = stop or threading.Event()
    status = Status()
    changed = threading.Event()
    later = _rebuild(rebuild, status, say)
    try:
        answers = partial(Handler, directory=str(folder.absolute()), status=status, looks=Looks(), stop=stop)
        server = Server((host, port), answers)
    except OSError as error:
        raise SiteError(f"cannot serve at {host}:{port}: {error.strerror or error}") from error
    url = f"http://{f'[{host}]' if ':' in host else host}:{server.server_address[1]}/"
    with server, _watching(tuple(watch), folder, changed, say):
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        say(f"Serving at {url} – stop with Ctrl+C")
        if ready is not None:
            ready(url)
        try:
            while not stop.is_set():
                if changed.wait(0 if later else 0.1):
                    _settle(changed)
                    later = _rebuild(rebuild, status, say)
                elif later:
                    _finish(later, changed, status, say)
                    later = None
        except KeyboardInterrupt:
            say("")
        finally:
            stop.set()
            status.built()  # wakes those that wait
            server.shutdown()
            thread.join()


def _settle(changed: threading.Event) -> None:
    """Editors save in several steps: wait until nothing more comes."""
    while changed.is_set():
        changed.clear()
        time.sleep(_QUIET)


def _rebuild(rebuild: Rebuild, status: Status, say: Callable[[str], None]) -> Later | None:
    """Whatever goes wrong, the last good pages are served on: a file may be saved half, and mended a moment later."""
    started = time.monotonic()
    later = None
    with _told(status, say):
        later = rebuild()
        say(f"Built in {time.monotonic() - started:.1f} s")
        status.built()
    return later


def _finish(later: Later, changed: threading.Event, status: Status, say: Callable[[str], None]) -> None:
    started = time.monotonic()
    with _told(status, say):
        if later(changed.is_set):
            say(f"All of it built in {time.monotonic() - started:.1f} s")
            status.built()


@contextmanager
def _told(status: Status, say: Callable[[str], None]) -> Iterator[None]:
    """What fails is said, here and to the browsers."""
    try:
        yield
    except SiteError as error:
        problem = str(error)
    except Exception as error:  # noqa: BLE001  # a bug of ours must not cost the author the server
        problem = f"{_place(error)}: {type(error).__name__}: {' '.join(str(error).split())} (please report this)"
    else:
        return
    say(f"Not rebuilt, the last good pages stay: {problem}")
    status.failed(problem)


def _place(error: Exception) -> str:
    """The file and line where an exception came up."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


class _Watcher(FileSystemEventHandler):
    def __init__(self, changed: threading.Event, wanted: Callable[[str], bool]) -> None:
        self._changed = changed
        self._wanted = wanted

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Any change of a file that counts."""
        if event.event_type in _READING or (event.is_directory and event.event_type == "modified"):
            return
        if any(self._wanted(str(path)) for path in (event.src_path, event.dest_path) if path):
            self._changed.set()


@contextmanager
def _watching(
    watch: tuple[Path, ...], served: Path, changed: threading.Event, say: Callable[[str], None]
) -> Iterator[None]:
    observer = _observe(Observer(), watch, served, changed)
    try:
        observer.start()
    except OSError:  # the system has no watches left
        say("Too many files to be told of changes; looking at them every second instead")
        observer = _observe(PollingObserver(timeout=1), watch, served, changed)
        observer.start()
    try:
        yield
    finally:
        observer.stop()
        observer.join()


def _observe(observer: Any, watch: tuple[Path, ...], served: Path, changed: threading.Event) -> BaseObserver:
    served = served.absolute()
    files: dict[Path, set[str]] = {}
    for path in watch:
        if path.is_dir():
            observer.schedule(
                _Watcher(changed, partial(_counts, root=path.absolute(), served=served)),
                str(path.absolute()),
                recursive=True,
            )
        else:
            files.setdefault(path.absolute().parent, set()).add(str(path.absolute()))
    for folder, names in files.items():
        if folder.is_dir():
            observer.schedule(_Watcher(changed, names.__contains__), str(folder))
    return cast(BaseObserver, observer)


def _counts(path: str, root: Path, served: Path) -> bool:
    """Neither what we write ourselves nor an editor's own files."""
    file = Path(path)
    if file.is_relative_to(served) or not file.is_relative_to(root):
        return False
    parts = file.relative_to(root).parts
    if not _IGNORED_FOLDERS.isdisjoint(parts):
        return False
    name = file.name
    return not (
        name.startswith((".#", "#", "~")) or name.endswith(("~", ".swp", ".swx", ".tmp", ".new")) or name == "4913"
    )
