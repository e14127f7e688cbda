"""An author's Markdown as our pages show it: references resolved, our own parts taken out.

What an author wrote stays Markdown and goes through the sanitiser behind us; `inline.py` alone makes HTML, of one line.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote

from tpo_docs.body.plain import plain as plain_of
from tpo_docs.model import Body, Edition, Item, Reference
from tpo_docs.pages.inline import safe_address
from tpo_docs.pages.sentence import Story, story_of
from tpo_docs.places import Places

PUBLISHED = frozenset(("png", "jpg", "jpeg", "webp", "gif", "pdf", "csv", "xlsx", "docx", "txt", "svg"))
"""Endings of the files beside the items that may stand on a site; no page and no script is among them."""
Embed = Callable[[Body, str, str], Iterable[tuple[int, int, str]]]
"""Body, its file and the page that shows it → blocks: first and last line of each in the body, from 0, and its HTML."""

CRITERIA_TITLES = frozenset(("acceptance criteria", "akzeptanzkriterien"))

_MARK = re.compile(r"<!--(?=\s*/?tpo:html)")
_REFERENCE = re.compile(r"\[\[([^\[\]|\\\n]+)(?:\\?\|([^\[\]\n]*))?\]\]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_CODE = re.compile(r"(?<!`)(`+)(?!`)[^`]*?(?<!`)\1(?!`)")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~^=$:<>\"'-])")
_PLAIN_ID = re.compile(r"[\w.-]+").fullmatch
_LINK = re.compile(
    r"(\]\(\s*<?)([^()\s<>]+)|(^ {0,3}\[[^\]^][^\]]*\]:\s*<?)([^\s<>]+)|(<(?:img|a)\s[^<>]*?(?:src|href)=\")([^\"<>]+)",
    re.MULTILINE,
)
_INLINE_LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\(\s*<?([^()\s<>]+)>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)")
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/|#|\?")
_MARKED = re.compile(r"[\\`*_\[<&~=^{+]")
_OPENED = re.compile(r"\s*(?:!!!|\?\?\?|:::|-{1,2}8<)")
"""Apart from it, as both are looked for three times as fast alone."""
_HEAD = re.compile(r"^\s*(?:(?:!!!|\?{3}\+?)[ \t]+[\w -]+|:::+[ \t]*[\w.-]*|-{1,2}8<-{1,2})[ \t]*(?:\"[^\"]*\")?")
"""The head of an admonition, a fold, a fence or a snippet, which says nothing of the page."""
_EXTENSION = re.compile(
    r"(?P<code>`+[^`]+`+)|\[\^[^\]\s]+\]|\{:?\s*[.#][^{}]*\}|(?P<mark>~~|==|\^\^|\+\+)(?=\S)(?P<kept>[^~=^+]+?)(?<=\S)(?P=mark)"
)


class Shown(NamedTuple):
    """The parts of a body. `lead` stands before the first heading, `notes` beside the acceptance criteria."""

    lead: str = ""
    rest: str = ""
    notes: str = ""
    story: Story | None = None
    """Where the first paragraph says it, which is then no longer in `lead`."""


class Origin(NamedTuple):
    """Who wrote a text, and the page that shows it."""

    path: str
    docs_path: str
    """Where the author's links start from."""
    page: str
    places: Places
    edition: Edition
    embed: Embed | None = None
    """What draws the blocks in it; without it they stay as they were written."""


def shown(item: Item, page: str, places: Places, edition: Edition, embed: Embed | None = None) -> Shown:
    """The body of an item without what our page says in its own way: title, acceptance criteria, story sentence."""
    body = item.body
    if not body.text:
        return Shown()
    origin = Origin(item.path, item.docs_path, page, places, edition, embed)
    lines = _lines(body, origin)
    drawn = _taken_out(body, lines, origin)
    start = _without_title(body, lines)
    notes = ""
    if body.criteria and item.criteria is body.criteria:
        notes = _without_criteria(body, lines)
    end = next((section.line - body.line for section in body.sections if section.line - body.line >= start), len(lines))
    story = None
    if item.type == "story":
        story = _take_story(lines, start, end)
    lead, rest = "\n".join(lines[start:end]).strip("\n"), "\n".join(lines[end:]).strip("\n")
    lead, rest, notes = (
        _put_in(part, drawn) for part in (_closed(neutral(lead)), _closed(neutral(rest)), neutral(notes))
    )
    return Shown(lead, rest, notes, story)


def whole(body: Body, origin: Origin) -> str:
    """All of a body, references resolved and links as the page needs them."""
    lines = _lines(body, origin)
    drawn = _taken_out(body, lines, origin)
    return _put_in(_closed(neutral("\n".join(lines).strip("\n"))), drawn)


def untitled(body: Body, origin: Origin) -> str:
    """The same without a leading title."""
    lines = _lines(body, origin)
    drawn = _taken_out(body, lines, origin)
    return _put_in(_closed(neutral("\n".join(lines[_without_title(body, lines) :]).strip("\n"))), drawn)


HTML_OPEN, HTML_CLOSE = "<!--tpo:html-->", "<!--/tpo:html-->"
"""The marks around HTML of ours, as `tpo_docs.render` has them."""
_BLOCK = "\x02"
"""Stands, with a number between two of them, for a block while its author's text is prepared."""


def _taken_out(body: Body, lines: list[str], origin: Origin) -> tuple[str, ...]:
    """The blocks of a body as HTML between our marks; in `lines`, which keep their number, each leaves its place."""
    if origin.embed is None:
        return ()
    drawn: list[str] = []
    for first, last, html in origin.embed(body, origin.path, origin.page):
        if not drawn and _BLOCK in body.text:
            lines[:] = [line.replace(_BLOCK, " ") for line in lines]
        lines[first : last + 1] = [f"{_BLOCK}{len(drawn)}{_BLOCK}", *[""] * (last - first)]
        drawn.append(f"\n{HTML_OPEN}\n{html}\n{HTML_CLOSE}\n")
    return tuple(drawn)


def _put_in(text: str, drawn: tuple[str, ...]) -> str:
    """The text with its blocks."""
    if not drawn:
        return text
    return re.sub(f"{_BLOCK}([0-9]+){_BLOCK}", lambda match: drawn[int(match[1])], text)


def neutral(text: str) -> str:
    """A text without the marks of our own HTML."""
    return _MARK.sub("&lt;!--", text) if "tpo:html" in text else text


def plain(text: str) -> str:
    """A text that Markdown and HTML print as it is, on one line."""
    return _MARKDOWN.sub(lambda match: f"&#{ord(match[0])};", " ".join(text.replace("&", "&amp;").split()))


def shortened(text: str, length: int = 160) -> str:
    """A text on one line, cut between words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1].rsplit(" ", 1)[0] + " …"


def described(text: str) -> str:
    """What search engines and previews are told: a text without the marks of Markdown and its extensions, shortened."""
    if _MARKED.search(text) is None and _OPENED.match(text) is None:
        return shortened(text)
    bare = _EXTENSION.sub(lambda match: match["code"] or match["kept"] or "", _HEAD.sub("", text, count=1))
    return shortened(plain_of(bare))


def description(item: Item) -> str:
    """What search engines and previews say about an item."""
    return described(item.text("plain") or item.statement)


def links(text: str) -> Iterator[str]:
    """The relative addresses that a Markdown text links to, without their fragments."""
    if "](" not in text and "]:" not in text and "<img" not in text and "<a" not in text:
        return
    for match in _LINK.finditer(text):
        address = match[2] or match[4] or match[6]
        if not _ELSEWHERE.match(address):
            yield unquote(address.partition("#")[0].partition("?")[0])


def _lines(body: Body, origin: Origin) -> list[str]:
    text = body.text
    if "](" in text or origin.docs_path != origin.page:
        text = _relinked(text, origin)
    lines = text.split("\n")
    if body.references:
        for reference in sorted(
            body.references, key=lambda reference: (reference.line, reference.column), reverse=True
        ):
            number = reference.line - body.line
            if 0 <= number < len(lines):
                lines[number] = _replaced(lines[number], reference, origin)
    return lines


def _replaced(line: str, reference: Reference, origin: Origin) -> str:
    # A link before it on the same line may have changed its length: look from the right, where nothing has moved yet.
    start = reference.column - 1
    match = _REFERENCE.match(line, start) if line.startswith("[[", start) else None
    if match is None:
        match = next((found for found in _REFERENCE.finditer(line) if found[1].strip() == reference.target), None)
    if match is None:
        return line
    return line[: match.start()] + _reference_link(reference, origin) + line[match.end() :]


def _reference_link(reference: Reference, origin: Origin) -> str:
    project = origin.places.project
    name, _, criterion = reference.target.partition("/")
    item = project.items.get(reference.target) or project.resolve(name)
    if item is None:
        return f'<span class="tpo-ref tpo-ref--missing">{plain(reference.text or reference.target)}</span>'
    label = reference.text or plain(item.title if item.is_row else reference.target)
    fragment = criterion_anchor(item, criterion) if criterion and reference.target != item.id else ""
    address = origin.places.source(origin.page, item, fragment)
    marks = f' data-tpo-id="{item.id}"' if _PLAIN_ID(item.id) else ""
    return f"[{label}]({address}){{: .tpo-ref{' .tpo-ref--' + item.type if not reference.text and _PLAIN_ID(item.type) else ''}{marks} }}"


def criterion_anchor(item: Item, criterion: str) -> str:
    """The anchor of an acceptance criterion on its page: `ac1`, or `STY-012-ac1` where the page has many items."""
    return f"{item.anchor}-{criterion.lower()}" if item.anchor else criterion.lower()


def _relinked(text: str, origin: Origin) -> str:
    """Relative links as seen from the page that shows the text. Those to files that no site publishes lead to their
    source, where the project says where that is."""

    def move(match: re.Match[str]) -> str:
        before, address = next((match[n], match[n + 1]) for n in (1, 3, 5) if match[n])
        if _ELSEWHERE.match(address):
            return match[0]
        path, hash_mark, fragment = address.partition("#")
        path = re.sub(r"\.markdown$", ".md", path)
        if origin.docs_path != origin.page:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(origin.docs_path), unquote(path)))
            path = quote(posixpath.relpath(target, posixpath.dirname(origin.page) or "."))
        return before + path + hash_mark + fragment

    def leave(match: re.Match[str]) -> str:
        path = unquote(match[2].partition("#")[0])
        ending = posixpath.basename(path).rpartition(".")[2].lower() if "." in posixpath.basename(path) else ""
        if _ELSEWHERE.match(match[2]) or not ending or ending in PUBLISHED or ending in ("md", "markdown"):
            return match[0]
        url = source_url(origin.edition, posixpath.normpath(posixpath.join(posixpath.dirname(origin.path), path)))
        return f"[{match[1]}]({url})" if url else match[1]

    masked = _code_lines(text) if "```" in text or "~~~" in text else frozenset[int]()
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if number not in masked and ("](" in line or "]:" in line or "<" in line):
            kept = _INLINE_LINK.sub(leave, line) if "](" in line else line
            if origin.docs_path != origin.page or ".markdown" in kept:
                kept = _LINK.sub(move, kept)
            lines[number] = kept
    return "\n".join(lines)


def source_url(edition: Edition, path: str, line: int = 1, reference: str = "") -> str:
    """Where a file's source can be seen or edited, on the branch or at `reference`; empty where the project does not
    say."""
    if not edition.edit_url or path.startswith(".."):
        return ""
    if edition.edit_base:
        path = posixpath.relpath(path, edition.edit_base)
    where = quote(reference or edition.branch or edition.commit or "HEAD", safe="/")
    url = edition.edit_url.replace("{path}", quote(path)).replace("{line}", str(line)).replace("{ref}", where)
    return url if safe_address(url) else ""


def _code_lines(text: str) -> frozenset[int]:
    """The lines of fenced code."""
    found: set[int] = set()
    fence = ""
    for number, line in enumerate(text.split("\n")):
        match = _FENCE.match(line)
        if fence:
            found.add(number)
            if match is not None and match[1].startswith(fence) and not match[2].strip():
                fence = ""
        elif match is not None and not (match[1][0] == "`" and "`" in match[2]):
            fence = match[1]
            found.add(number)
    return frozenset(found)


def _closed(text: str) -> str:
    """The text with a fence or comment ended that its author left open, so that our own parts stay out of it."""
    if "```" in text or "~~~" in text:
        fence = ""
        for line in text.split("\n"):
            match = _FENCE.match(line)
            if match is None:
                continue
            if not fence:
                fence = "" if match[1][0] == "`" and "`" in match[2] else match[1]
            elif match[1].startswith(fence) and not match[2].strip():
                fence = ""
        if fence:
            text += f"\n{fence}"
    if text.rfind("<!--") > text.rfind("-->"):
        # What stands in code opens no comment.
        code = _code_lines(text)
        prose = _CODE.sub("", "\n".join(line for number, line in enumerate(text.split("\n")) if number not in code))
        if prose.rfind("<!--") > prose.rfind("-->"):
            text += "\n-->"
    return text


def _without_title(body: Body, lines: list[str]) -> int:
    """Where the text starts behind a leading heading of level 1."""
    if not body.sections or body.sections[0].level != 1:
        return 0
    number = body.sections[0].line - body.line
    if any(line.strip() for line in lines[:number]) or number >= len(lines):
        return 0
    if lines[number].lstrip().startswith("#"):
        return number + 1
    under = next(
        (below for below in range(number + 1, len(lines)) if re.fullmatch(r" {0,3}=+\s*", lines[below])), number
    )
    return under + 1


def _without_criteria(body: Body, lines: list[str]) -> str:
    """Empties the lines of the acceptance criteria and their headings; gives back what else stood with them."""
    notes: list[str] = []
    starts = [criterion.line - body.line for criterion in body.criteria]
    for number, section in enumerate(body.sections):
        if section.title.rstrip(":").casefold() not in CRITERIA_TITLES:
            continue
        first = section.line - body.line
        last = next(
            (other.line - body.line for other in body.sections[number + 1 :] if other.level <= section.level),
            len(lines),
        )
        heading = 1 if lines[first].lstrip().startswith("#") else 2
        inside = [start for start in starts if first <= start < last]
        entries = _entries(lines, inside, last)
        notes.extend(lines[line] for line in range(first + heading, last) if line not in entries)
        lines[first:last] = [""] * (last - first)
    return "\n".join(notes).strip() and _closed("\n".join(notes).strip("\n"))


def _entries(lines: list[str], starts: list[int], last: int) -> set[int]:
    """The lines of list entries: up to a blank line, and behind it as long as the lines are indented."""
    found: set[int] = set()
    for index, start in enumerate(starts):
        stop = starts[index + 1] if index + 1 < len(starts) else last
        blank = False
        for number in range(start, stop):
            line = lines[number]
            if number > start and blank and line.strip() and line[0] not in " \t":
                break
            blank = not line.strip()
            found.add(number)
    return found


def _take_story(lines: list[str], start: int, end: int) -> Story | None:
    first = next((number for number in range(start, end) if lines[number].strip()), end)
    last = next((number for number in range(first, end) if not lines[number].strip()), end)
    found = story_of("\n".join(lines[first:last])) if first < last else None
    if found is not None:
        lines[first:last] = [""] * (last - first)
    return found
