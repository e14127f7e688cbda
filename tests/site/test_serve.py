from __future__ import annotations

import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from watchdog.observers.polling import PollingObserver

from tpo_docs.site import serve as module
from tpo_docs.site.errors import SiteError
from tpo_docs.site.serve import serve

PAGE = "<!doctype html><html><body><p>{}</p></body></html>"


class Running:
    """A server in a thread, with a rebuild that copies the source into the page."""

    def __init__(self, root: Path) -> None:
        self.site = root / "site"
        self.source = root / "specs"
        self.site.mkdir()
        self.source.mkdir()
        self.said: list[str] = []
        self.problem = ""
        self.bug: Exception | None = None
        self.later: module.Later | None = None
        self.builds = 0
        (self.source / "a.md").write_text("one", encoding="utf-8")
        (self.site / "style.css").write_text("p {}", encoding="utf-8")
        self.config = root / "mkdocs.yml"
        self.config.touch()
        self.url = ""
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def rebuild(self) -> module.Later | None:
        self.builds += 1
        if self.problem:
            raise SiteError(self.problem)
        if self.bug:
            raise self.bug
        text = (self.source / "a.md").read_text(encoding="utf-8")
        (self.site / "index.html").write_text(PAGE.format(text), encoding="utf-8")
        return self.later

    def start(self) -> Running:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()

    def get(self, path: str, method: str = "GET") -> tuple[int, str]:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        connection.request(method, path)
        response = connection.getresponse()
        found = response.status, response.read().decode()
        connection.close()
        return found

    def asked(self, shows: tuple[str, ...], page: str) -> bool:
        """Whether a page that was sent as `page` is told to load again, with what it shows."""
        since = re.search(r'data-since="([\d.]+)"', page)
        assert since is not None
        return bool(
            json.loads(
                self.get(f"/.tpo-docs/changed?since={since[1]}" + "".join(f"&shows={path}" for path in shows))[1]
            )
        )

    def events(self) -> Iterator[dict[str, str]]:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        connection.request("GET", "/.tpo-docs/events")
        response = connection.getresponse()
        for line in response:
            if line.startswith(b"data: "):
                yield json.loads(line[6:])
        connection.close()

    def _run(self) -> None:
        def ready(url: str) -> None:
            self.url = url
            self._ready.set()

        watch = (self.source, self.config)
        serve(self.site, watch, self.rebuild, self.said.append, port=0, ready=ready, stop=self._stop)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path)
    yield running
    if running.url:
        running.stop()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.01)


def test_pages_get_the_script_on_the_way_out_and_files_stay_as_they_are(server: Running) -> None:
    server.start()
    status, page = server.get("/")

    assert status == 200
    assert re.search(r'<p>one</p><script src="/\.tpo-docs/reload\.js" data-[^<>]*></script></body>', page)
    assert "script" not in (server.site / "index.html").read_text(encoding="utf-8")
    assert "<p>one</p>" in server.get("/index.html?x=1")[1]
    assert server.get("/style.css") == (200, "p {}")
    assert "EventSource" in server.get("/.tpo-docs/reload.js")[1]
    assert server.get("/", "HEAD") == (200, "")
    assert server.said[-1] == f"Serving at {server.url} – stop with Ctrl+C"


@pytest.mark.parametrize(
    "path", ["/none.html", "/../mkdocs.yml", "/%2e%2e/mkdocs.yml", "/..%2fspecs/a.md", "//etc/passwd"]
)
def test_there_is_nothing_outside_the_folder(server: Running, path: str) -> None:
    server.start()
    status, page = server.get(path)
    assert status == 404
    assert "reload.js" in page


def test_a_change_is_built_and_told_to_the_browser(server: Running) -> None:
    server.start()
    events = server.events()
    first = next(events)
    (server.source / "a.md").write_text("two", encoding="utf-8")
    second = next(events)

    assert first["state"] != second["state"]
    assert "<p>two</p>" in server.get("/")[1]


def test_a_page_is_loaded_again_only_where_it_or_what_it_shows_has_changed(server: Running) -> None:
    server.start()
    _, page = server.get("/")
    server.get("/style.css")
    shows = ("/", "/style.css", "/search/search_index.json")
    assert not server.asked(shows, page)
    (server.site / "search").mkdir()
    (server.site / "search" / "search_index.json").write_text("{}", encoding="utf-8")
    (server.site / "style.css").write_text("p {}", encoding="utf-8")
    (server.source / "b.md").write_text("nothing to do with it", encoding="utf-8")
    until(lambda: server.builds > 1)
    assert not server.asked(shows, page), "the same bytes were written once more"
    (server.site / "style.css").write_text("p { color: red }", encoding="utf-8")
    assert server.asked(shows, page)
    assert server.asked(shows, page), "as often as somebody asks"
    _, page = server.get("/")
    assert not server.asked(shows, page)
    (server.source / "a.md").write_text("two", encoding="utf-8")
    until(lambda: "two" in (server.site / "index.html").read_text(encoding="utf-8"))
    assert server.asked(("/",), page)
    assert server.asked(("/",), page.replace('data-since="', 'data-since="9')), "the page of another run"


def test_a_page_that_comes_to_be_is_loaded(server: Running) -> None:
    server.start()
    _, missing = server.get("/new.html")
    assert not server.asked(("/new.html",), missing)
    (server.site / "new.html").write_text(PAGE.format("new"), encoding="utf-8")
    assert server.asked(("/new.html",), missing)


def test_a_page_that_was_sent_before_a_build_and_listens_after_it_knows_that_it_is_old(server: Running) -> None:
    server.start()
    _, page = server.get("/")
    (server.source / "a.md").write_text("two", encoding="utf-8")
    until(lambda: server.builds > 1)
    until(lambda: next(server.events())["state"] not in page)
    assert server.asked(("/",), page)


def test_what_the_browser_has_is_not_sent_again(server: Running) -> None:
    server.start()

    def answer(tag: str = "") -> tuple[int, str | None, str | None, bytes]:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
        connection.request("GET", "/style.css", headers={"If-None-Match": tag} if tag else {})
        found = connection.getresponse()
        data = found.read()
        connection.close()
        return found.status, found.headers["Cache-Control"], found.headers["ETag"], data

    status, kept, tag, data = answer()
    assert tag is not None
    assert (status, kept, data) == (200, "no-cache", b"p {}")
    assert answer(tag) == (304, "no-cache", tag, b"")
    (server.site / "style.css").write_text("p { color: red }", encoding="utf-8")
    assert answer(tag)[0] == 200


def test_new_files_and_a_single_watched_file_count_too(server: Running) -> None:
    server.start()
    for change in (server.source / "deep" / "b.md", server.config):
        before = server.builds
        change.parent.mkdir(exist_ok=True)
        change.write_text("x", encoding="utf-8")
        until(lambda before=before: server.builds > before)  # type: ignore[misc]  # bound now; its type is that of `builds`


@pytest.mark.parametrize("name", [".#a.md", "a.md~", ".a.md.swp", "4913", ".git/index", "node_modules/x.js"])
def test_what_editors_and_tools_leave_about_does_not_count(server: Running, name: str) -> None:
    server.start()
    path = server.source / name
    before = server.builds
    path.parent.mkdir(exist_ok=True)
    path.write_text("x", encoding="utf-8")
    time.sleep(0.3)
    assert server.builds == before


def test_many_changes_at_once_are_one_build(server: Running) -> None:
    server.start()
    before = server.builds
    for number in range(20):
        (server.source / f"n{number}.md").write_text("x", encoding="utf-8")
    until(lambda: server.builds > before)
    time.sleep(0.3)
    assert server.builds - before <= 2


def test_a_build_that_fails_is_shown_and_the_last_good_pages_stay(server: Running) -> None:
    server.start()
    events = server.events()
    first = next(events)
    server.problem = "specs/a.md:1: broken"
    (server.source / "a.md").write_text("two", encoding="utf-8")
    second = next(events)

    assert second == {"state": first["state"], "problem": "specs/a.md:1: broken"}
    assert "<p>one</p>" in server.get("/")[1]
    assert "Not rebuilt, the last good pages stay: specs/a.md:1: broken" in server.said
    server.problem = ""
    (server.source / "a.md").write_text("three", encoding="utf-8")
    assert next(events)["problem"] == ""
    assert "<p>three</p>" in server.get("/")[1]


def test_a_first_build_that_fails_is_shown_as_well(server: Running) -> None:
    server.problem = "nothing works"
    server.start()
    assert next(server.events())["problem"] == "nothing works"
    assert server.get("/index.html")[0] == 404


@pytest.mark.parametrize(
    "bug",
    [ValueError("odd\nthing"), KeyError("x"), RecursionError(), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad")],
)
def test_no_exception_ends_the_server(server: Running, bug: Exception) -> None:
    server.start()
    server.bug = bug
    (server.source / "a.md").write_text("two", encoding="utf-8")
    until(lambda: any("please report this" in line for line in server.said))
    line = next(line for line in server.said if "please report this" in line)
    assert "\n" not in line
    assert line.startswith("Not rebuilt, the last good pages stay: test_serve.py:")
    assert "one" in server.get("/index.html")[1]
    server.bug = None
    (server.source / "a.md").write_text("three", encoding="utf-8")
    until(lambda: "three" in server.get("/index.html")[1])


def test_what_can_wait_is_done_once_the_pages_are_shown(server: Running) -> None:
    done: list[int] = []

    def later(is_newer: Callable[[], bool]) -> bool:
        assert not is_newer()
        done.append(server.builds)
        if len(done) == 3:
            return True
        raise SiteError("no index today") if len(done) == 1 else ValueError("odd")

    server.later = later
    server.start()
    until(lambda: any("no index today" in line for line in server.said))
    built = next(place for place, line in enumerate(server.said) if line.startswith("Built in"))
    assert built < server.said.index("Not rebuilt, the last good pages stay: no index today")
    (server.source / "a.md").write_text("two", encoding="utf-8")
    until(lambda: any("ValueError: odd" in line for line in server.said))
    assert done == [1, 2]
    assert "two" in server.get("/index.html")[1]
    before = next(server.events())["state"]
    (server.source / "a.md").write_text("three", encoding="utf-8")
    until(lambda: any(line.startswith("All of it built in") for line in server.said))
    until(lambda: next(server.events())["state"].endswith(f".{int(before.rpartition('.')[2]) + 2}"))


def test_what_can_wait_is_told_of_a_newer_change_and_stops_for_it(server: Running) -> None:
    stopped: list[int] = []

    def later(is_newer: Callable[[], bool]) -> bool:
        if server.builds > 2:
            return False
        (server.source / "a.md").write_text(f"text {server.builds}", encoding="utf-8")
        until(is_newer)
        stopped.append(server.builds)
        return False

    server.later = later
    server.start()
    until(lambda: server.builds == 3)
    assert stopped == [1, 2]
    assert "text 2" in server.get("/index.html")[1]


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SiteError, match=rf"cannot serve at 127\.0\.0\.1:{port}: Address already in use"):
            serve(tmp_path, (), lambda: None, lambda _: None, port=port)


def test_without_watches_left_it_looks_by_itself(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    class NoWatches(PollingObserver):
        def start(self) -> None:
            raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(module, "Observer", NoWatches)
    server.start()
    before = server.builds
    (server.source / "a.md").write_text("two", encoding="utf-8")
    until(lambda: server.builds > before)
    assert server.said[1].startswith("Too many files to be told of changes")


def test_the_keyboard_stops_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    calls: list[int] = []

    def interrupt(changed: threading.Event) -> None:
        del changed
        raise KeyboardInterrupt

    def rebuild() -> None:
        calls.append(1)

    monkeypatch.setattr(module, "_settle", interrupt)
    watched = tmp_path / "specs"
    watched.mkdir()
    (tmp_path / "site").mkdir()

    def ready(url: str) -> None:
        del url
        (watched / "a.md").write_text("x", encoding="utf-8")

    serve(tmp_path / "site", (watched,), rebuild, said.append, port=0, ready=ready)
    assert calls == [1]
