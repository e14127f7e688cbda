"""A web server for a built site, and a browser's page that remembers whatever should not happen."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# What attacks call, and what a broken policy says: remembered in every frame, from before anything else runs.
_CANARY = """
window.__hits = [];
window.ran = (number) => { window.__hits.push(number); };
for (const name of ["alert", "prompt", "confirm"]) window[name] = () => window.ran(name);
window.__broken = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.__broken.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
_ALIVE = r"""(alone) => {
  const found = [];
  const everything = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const name = element.tagName.toLowerCase();
      if (["object", "embed", "base", "foreignobject", "animate", "set", "frame"].includes(name)
          || (name === "use" && !element.getAttribute("href").startsWith("#"))
          || (name === "iframe" && !(element.srcdoc === "" && !element.src) && alone)
          || (name === "form" && element.className !== "md-search__form" && element.dataset.mdComponent !== "palette")
          || (name === "meta" && element.httpEquiv === "refresh" && alone))
        found.push(element.outerHTML.slice(0, 200));
      for (const attribute of element.attributes) {
        const value = attribute.value.replace(/[\t\n\r]+|^[\x00-\x20]+/g, "").toLowerCase();
        if (attribute.name.startsWith("on") && attribute.value !== "on")
          found.push(`${name} ${attribute.name}=${attribute.value}`);
        if (/^(javascript:(?!void\(0\)$)|vbscript:|data:(text|image\/svg|application))/.test(value)
            && ["href", "src", "action", "formaction", "xlink:href", "data", "srcdoc"].includes(attribute.name))
          found.push(`${name} ${attribute.name}=${attribute.value}`);
        if (["src", "srcset", "poster", "background", "data"].includes(attribute.name) && /(^|:)[/\\]{2}/.test(value)
            && !value.startsWith("blob:") && !value.startsWith(location.origin))
          found.push(`${name} ${attribute.name}=${attribute.value}`);
        if (/url\((?!["']?(#|data:))/.test(value) && attribute.name !== "title" && !attribute.name.startsWith("data-"))
          found.push(`${name} ${attribute.name}=${attribute.value}`);
      }
      if (element.shadowRoot) everything(element.shadowRoot);
    }
  };
  everything(document);
  return found;
}"""
_STIR = """() => {
  const places = document.querySelectorAll(
    "article *, dialog *, .tpo-hover *, nav a, .md-search-result a, .md-tabs a, footer a");
  for (const place of [...places].slice(0, 1000))
    for (const kind of ["pointerover", "mouseover", "mouseenter", "mousemove", "focus", "focusin", "animationstart"])
      place.dispatchEvent(new Event(kind, { bubbles: kind !== "focus" && kind !== "mouseenter" }));
}"""
_OPEN = """() => {
  for (const one of document.querySelectorAll("details")) one.open = true;
}"""
_NO_INDEX = {
    "config": {"lang": ["en"], "separator": "[\\s]+", "pipeline": [], "fields": {"title": {"boost": 1}, "text": {}}},
    "docs": [],
}
_UNSEARCHED = "X-Unsearched"
_MISSING = ("404 (File not found)", "ERR_FILE_NOT_FOUND")
_LEADS = """() => [...document.querySelectorAll("a")].map((link) => new URL(link.href?.baseVal ?? link.href ?? "", location.href).href)"""


class Visit:
    """A page of a browser, watched."""

    def __init__(self, context: Any, allowed: str, *, searching: bool = True) -> None:
        self.page = context.new_page()
        self.said: list[str] = []
        self.foreign: list[str] = []
        context.add_init_script(_CANARY)
        # Listening leaves the browser its cache, and a page comes in a third of the time that it takes with routes.
        context.on("request", lambda request: self._judge(request.url, allowed))
        if not searching:  # reading the index takes the browser longer than the page itself
            context.set_extra_http_headers({_UNSEARCHED: "yes"})
        context.on("page", lambda page: self.said.append(f"a window opens: {page.url}") if page != self.page else None)
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._refuse)

    def open(self, url: str) -> None:
        """Opens a page and waits until all of it is there."""
        self.page.goto(url, wait_until="load")
        self.page.evaluate(_OPEN)

    def stir(self) -> None:
        """Touches everything, as somebody would who reads all of it."""
        self.page.evaluate(_STIR)

    def text(self) -> str:
        """What is to be read, on one line."""
        return " ".join(self.page.inner_text("body").split())

    def harm(self) -> list[str]:
        """All that should not have happened on this page."""
        hits = [
            f"ran: {hit}"
            for frame in self.page.frames
            for hit in frame.evaluate("[...(window.__hits ?? []), ...(window.__broken ?? [])]")
        ]
        alive = self.page.evaluate(_ALIVE, self.page.url.startswith("http"))
        leads = [
            f"leads to {link}"
            for link in self.page.evaluate(_LEADS)
            if link != "javascript:void(0)" and not link.startswith(("http:", "https:", "mailto:", "tel:", "file:"))
        ]
        said, self.said = self.said, []
        foreign, self.foreign = self.foreign, []
        return [*hits, *alive, *leads, *said, *(f"asks {url}" for url in foreign)]

    def _judge(self, url: str, allowed: str) -> None:
        """Hosts of attacks end in `.example`, which no name server knows."""
        if not url.startswith((allowed, "data:", "blob:", "about:")):
            self.foreign.append(url)

    def _listen(self, message: Any) -> None:
        missing = message.text.startswith("Failed to load resource") and message.text.endswith(_MISSING)
        if message.type == "error" and not missing:
            self.said.append(message.text)

    def _refuse(self, dialog: Any) -> None:
        self.said.append(f"a dialog: {dialog.message}")
        dialog.dismiss()


def policy(site: Path) -> str:
    """The policy that a built site asks its server to send."""
    headers = (site / "_headers").read_text(encoding="utf-8")
    return headers.partition("Content-Security-Policy: ")[2].partition("\n")[0]


@contextmanager
def served(folder: Path, header: str = "") -> Iterator[str]:
    """The address of a server for a folder, with this policy if any."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def end_headers(self) -> None:
            if header:
                self.send_header("Content-Security-Policy", header)
                self.send_header("X-Content-Type-Options", "nosniff")
            super().end_headers()

        def do_GET(self) -> None:
            if self.headers[_UNSEARCHED] and self.path.endswith("/search_index.json"):
                data = json.dumps(_NO_INDEX).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            else:
                super().do_GET()

        def log_message(self, *args: Any) -> None:
            pass

    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()
