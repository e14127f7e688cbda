"""The answers of the server for authors: files as they are, pages with a script that reloads them, and what it asks."""

from __future__ import annotations

import html
import json
import posixpath
import re
import threading
import time
from contextlib import suppress
from hashlib import blake2b
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

_PREFIX = "/.tpo-docs/"
_KEEP_ALIVE = 15.0
_NOT_SHOWN = re.compile(r"/(?:search|pagefind)/|/versions\.js(?:on)?$")
"""What pages load that shows nothing by itself: it may change without any page that stands open being another."""
_RELOAD_JS = """
(function () {
  var tag = document.currentScript.dataset, state = tag.state, note = null;
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
  function shown() {
    var loaded = performance.getEntriesByType("resource").map(function (entry) { return new URL(entry.name); });
    return loaded.concat([location]).filter(function (url) { return url.origin === location.origin; })
      .map(function (url) { return "&shows=" + encodeURIComponent(url.pathname); }).join("");
  }
  var source = new EventSource("/.tpo-docs/events");
  source.onmessage = function (event) {
    var now = JSON.parse(event.data);
    show(now.problem);
    if (now.state === state) { return; }
    state = now.state;
    fetch("/.tpo-docs/changed?since=" + tag.since + shown()).then(function (answer) { return answer.json(); })
      .then(function (changed) {
        if (changed) { source.close(); location.reload(); }
      }).catch(function () { state = ""; });
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
        self.start = time.time_ns()

    @property
    def state(self) -> str:
        """Which build is shown, of which run of the server."""
        return f"{self.start}.{self._number}"

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
        return json.dumps({"state": self.state, "problem": self._problem})


class Looks:
    """How files looked when they were sent, so that a page is loaded again only where it, or what it shows, has changed.

    Moments are numbers that grow with each page that is sent and each change that is seen.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._moment = 0
        self._known: dict[Path, tuple[tuple[int, ...], bytes, int]] = {}

    def moment(self) -> int:
        """A moment later than all before."""
        with self._lock:
            self._moment += 1
            return self._moment

    def sent(self, file: Path) -> None:
        """The file is about to be sent."""
        self._seen(file)

    def changed(self, file: Path, since: int) -> bool:
        """Whether it has come to hold something else after that moment."""
        return self._seen(file) > since

    def _seen(self, file: Path) -> int:
        """The moment at which a change of the file was last seen; 0 where it was not seen before."""
        with self._lock:
            stamp, digest, moment = self._known.get(file, ((-1,), b"", 0))
            now = _stamp(file)
            if now == stamp:
                return moment
            content = _digest(file)
            if stamp != (-1,) and content != digest:
                self._moment += 1
                moment = self._moment
            self._known[file] = now, content, moment
            return moment


def _stamp(file: Path) -> tuple[int, ...]:
    try:
        status = file.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _digest(file: Path) -> bytes:
    try:
        return blake2b(file.read_bytes(), digest_size=16).digest()
    except OSError:
        return b""


class Server(ThreadingHTTPServer):
    """Answers each connection in a thread of its own."""

    daemon_threads = True
    request_queue_size = 64  # a browser opens several connections at once, for each of its pages


class Handler(SimpleHTTPRequestHandler):
    """Serves files as they are, apart from one script tag at the end of pages."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # small answers, each waited for
    _tag = ""

    def __init__(self, *args: Any, status: Status, looks: Looks, stop: threading.Event, **options: Any) -> None:
        self._status = status
        self._looks = looks
        self._stop = stop
        super().__init__(*args, **options)

    def do_GET(self) -> None:  # the standard library's name
        """A file, a page with the script, the script, the events, or whether a page has changed."""
        address = urlsplit(self.path)
        path = address.path
        if path == f"{_PREFIX}reload.js":
            self._send(_RELOAD_JS.encode(), "text/javascript; charset=utf-8")
        elif path == f"{_PREFIX}events":
            self._events()
        elif path == f"{_PREFIX}changed":
            self._send(json.dumps(self._changed(parse_qs(address.query))).encode(), "application/json")
        elif (file := self._file(path)) is None:
            super().do_GET()
        elif file.suffix == ".html":
            self._send_page(file)
        else:
            self._send_file(path, file)

    def end_headers(self) -> None:
        """Nothing may be shown again without being asked for; what is still the same need not be sent again."""
        self.send_header("Cache-Control", "no-cache" if self._tag else "no-store")
        if self._tag:
            self.send_header("ETag", self._tag)
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        """Requests are nobody's news."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """A page that reloads as well, since a page that is missing may come with the next build."""
        del explain
        text = html.escape(message or HTTPStatus(code).phrase)
        missing = self._place(urlsplit(self.path).path)
        self._send(
            f'<!doctype html><meta charset="utf-8"><title>{code}</title><h1>{code} {text}</h1>'
            f'<p><a href="/">Start</a></p>{self._script(missing).decode()}'.encode(),
            "text/html; charset=utf-8",
            code,
        )

    def _place(self, path: str) -> Path:
        """Where a file of that address would be."""
        plain = posixpath.normpath("/" + unquote(path).lstrip("/")).lstrip("/")
        file = Path(self.directory) / plain.replace("\0", "")
        return file / "index.html" if path.endswith("/") else file

    def _file(self, path: str) -> Path | None:
        """The file of that address, if there is one in the folder."""
        file, root = self._place(path), Path(self.directory)
        return file if file.is_file() and file.resolve().is_relative_to(root.resolve()) else None

    def _script(self, file: Path) -> bytes:
        """The script of a page, told what of the site the page is; to be asked for before the page is read."""
        self._looks.sent(file)
        state, moment = self._status.state, self._looks.moment()
        source = f'{_PREFIX}reload.js" data-state="{state}" data-since="{self._status.start}.{moment}'
        return f'<script src="{source}"></script>'.encode()

    def _changed(self, asked: dict[str, list[str]]) -> bool:
        """Whether a page, or something that it shows, has changed since it was sent; also where that is not known."""
        run, _, moment = "".join(asked.get("since", ())).partition(".")
        if run != str(self._status.start) or not moment.isdecimal():
            return True
        paths = [
            path for path in asked.get("shows", ()) if not path.startswith(_PREFIX) and not _NOT_SHOWN.search(path)
        ]
        found = [self._looks.changed(self._place(path), int(moment)) for path in paths]  # each is looked at
        return any(found)

    def _send_page(self, file: Path) -> None:
        script = self._script(file)
        try:
            page = file.read_bytes()
        except OSError:  # replaced just now
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        head, end, rest = page.rpartition(b"</body>")
        self._send(head + script + end + rest if end else page + script, "text/html; charset=utf-8")

    def _send_file(self, path: str, file: Path) -> None:
        """A file, unless the browser has it already."""
        if not _NOT_SHOWN.search(path):
            self._looks.sent(file)
        stamp = _stamp(file)
        self._tag = f'"{"-".join(f"{part:x}" for part in stamp)}"'
        try:
            if self.headers.get("If-None-Match") == self._tag:
                self.send_response(HTTPStatus.NOT_MODIFIED)
                self.end_headers()
            else:
                super().do_GET()
        finally:
            self._tag = ""

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
