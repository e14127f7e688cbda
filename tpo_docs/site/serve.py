"""A server for authors: watches folders, rebuilds, and reloads the browser. What it adds to pages it adds on the way out."""

from __future__ import annotations

import html
import json
import posixpath
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from tpo_docs.site.errors import SiteError

_PREFIX = "/.tpo-docs/"
_SCRIPT = f'<script src="{_PREFIX}reload.js"></script>'.encode()
_QUIET = 0.05
_KEEP_ALIVE = 15.0
_IGNORED_FOLDERS = frozenset({".git", ".tpo-docs", "__pycache__", "node_modules", ".venv"})
_READING = frozenset({"opened", "closed_no_write"})
_RELOAD_JS = """
(function () {
  var state = null, note = null;
  function show(text) {
    if (!note) {
      note = document.createElement("pre");
      note.setAttribute("role", "alert");
      note.style.cssText = "position:fixed;inset:auto 0 0 0;z-index:99999;margin:0;padding:1rem;max-height:50vh;" +
        "overflow:auto;background:#b00020;color:#fff;font:14px/1.5 monospace;white-space:pre-wrap";
      document.body.appendChild(note);
    }
    note.textContent = text;
    note.hidden = !text;
  }
  var source = new EventSource("/.tpo-docs/events");
  source.onmessage = function (event) {
    var now = JSON.parse(event.data);
    if (state !== null && now.state !== state) { source.close(); location.reload(); return; }
    state = now.state;
    show(now.problem);
  };
  window.addEventListener("pagehide", function () { source.close(); });
})();
"""


class Status:
    """What browsers wait for: a number that grows with every good build, and what is wrong with the latest one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._number = 0
        self._problem = ""
        self._start = time.time_ns()

    def built(self) -> None:
        """A build went well."""
        self._set(self._number + 1, "")

    def failed(self, problem: str) -> None:
        """A build failed; pages stay as they are and show why."""
        self._set(self._number, problem)

    def wait(self, known: str, timeout: float) -> str:
        """The state as JSON, as soon as it differs from what is known or time is up."""
        with self._changed:
            self._changed.wait_for(lambda: self._text() != known, timeout)
            return self._text()

    def _set(self, number: int, problem: str) -> None:
        with self._changed:
            self._number, self._problem = number, problem
            self._changed.notify_all()

    def _text(self) -> str:
        return json.dumps({"state": f"{self._start}.{self._number}", "problem": self._problem})


def serve(  # noqa: PLR0913  # each is one thing that the command line asks for
    folder: Path,
    watch: Iterable[Path],
    rebuild: Callable[[], Callable[[], object] | None],
    say: Callable[[str], None] = print,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    ready: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Serves a folder until it is stopped, and calls `rebuild` for every change; a SiteError is shown, not raised.

    What `rebuild` gives back is done once the pages are shown, unless there is a newer change.
    """
    stop = stop or threading.Event()
    status = Status()
    changed = threading.Event()
    later = _rebuild(rebuild, status, say)
    try:
        server = _Server((host, port), partial(_Handler, directory=str(folder.absolute()), status=status, stop=stop))
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
                    _finish(later, say)
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


def _rebuild(
    rebuild: Callable[[], Callable[[], object] | None], status: Status, say: Callable[[str], None]
) -> Callable[[], object] | None:
    """Whatever goes wrong, the last good pages are served on: a file may be saved half, and mended a moment later."""
    started = time.monotonic()
    try:
        later = rebuild()
    except SiteError as error:
        problem = str(error)
    except Exception as error:  # noqa: BLE001  # a bug of ours must not cost the author the server
        problem = f"{_place(error)}: {type(error).__name__}: {' '.join(str(error).split())} (please report this)"
    else:
        say(f"Built in {time.monotonic() - started:.1f} s")
        status.built()
        return later
    say(f"Not rebuilt, the last good pages stay: {problem}")
    status.failed(problem)
    return None


def _finish(later: Callable[[], object], say: Callable[[str], None]) -> None:
    try:
        later()
    except Exception as error:  # noqa: BLE001  # the pages are served all the same
        say(str(error) if isinstance(error, SiteError) else f"{_place(error)}: {type(error).__name__}: {error}")


def _place(error: Exception) -> str:
    """The file and line where an exception came up."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True


class _Handler(SimpleHTTPRequestHandler):
    """Serves files as they are, apart from one script tag at the end of pages."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, status: Status, stop: threading.Event, **options: Any) -> None:
        self._status = status
        self._stop = stop
        super().__init__(*args, **options)

    def do_GET(self) -> None:  # the standard library's name
        """A file, a page with the script, the script, or the events."""
        path = urlsplit(self.path).path
        if path == f"{_PREFIX}reload.js":
            self._send(_RELOAD_JS.encode(), "text/javascript; charset=utf-8")
        elif path == f"{_PREFIX}events":
            self._events()
        elif self._page(path) is not None:
            self._send_page(cast(Path, self._page(path)))
        else:
            super().do_GET()

    def end_headers(self) -> None:
        """Nothing may be kept by the browser."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        """Requests are nobody's news."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """A page that reloads as well, since a page that is missing may come with the next build."""
        del explain
        text = html.escape(message or HTTPStatus(code).phrase)
        self._send(
            f'<!doctype html><meta charset="utf-8"><title>{code}</title><h1>{code} {text}</h1>'
            f'<p><a href="/">Start</a></p>{_SCRIPT.decode()}'.encode(),
            "text/html; charset=utf-8",
            code,
        )

    def _page(self, path: str) -> Path | None:
        plain = posixpath.normpath("/" + unquote(path).lstrip("/")).lstrip("/")
        root = Path(self.directory)
        file = root / plain
        if path.endswith("/"):
            file /= "index.html"
        if file.suffix == ".html" and file.is_file() and file.resolve().is_relative_to(root.resolve()):
            return file
        return None

    def _send_page(self, file: Path) -> None:
        try:
            page = file.read_bytes()
        except OSError:  # replaced just now
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        head, end, rest = page.rpartition(b"</body>")
        self._send(head + _SCRIPT + end + rest if end else page + _SCRIPT, "text/html; charset=utf-8")

    def _send(self, data: bytes, content_type: str, code: int = HTTPStatus.OK) -> None:
        self.send_response(code)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            with suppress(ConnectionError):
                self.wfile.write(data)

    def _events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        known = ""
        with suppress(ConnectionError):
            while not self._stop.is_set():
                now = self._status.wait(known, _KEEP_ALIVE)
                self.wfile.write(b": still here\n\n" if now == known else f"data: {now}\n\n".encode())
                self.wfile.flush()
                known = now


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
