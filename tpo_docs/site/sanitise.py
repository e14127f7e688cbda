"""A Python-Markdown extension that lets nothing alive through: nh3 as the last step, whatever made the HTML.

Our own pages hold blocks between marks (`tpo_docs.render`), made and escaped by our templates: these are taken out
before Markdown sees the page, and put back behind the sanitiser. A block whose mark begins and ends its line also ends
whatever an author has left open before it. So such blocks belong between, not inside, elements with `markdown`.

It works in every engine that renders with Python-Markdown. What it keeps is generous (all that Material, pymdownx and
our own pages make), what it drops is what could run, load from another host, or take the place of the theme's parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from html import escape, unescape
from typing import Any

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from tpo_docs.render import HTML_CLOSE, HTML_OPEN, neutral

_SCHEMES = {"http", "https", "mailto", "tel"}
_FIRST = 1e9
_BEHIND_CODE = 5  # fences and HTML blocks have been put away by then
_LAST = -1e9

_TAGS = """
    a abbr address article aside audio b bdi bdo blockquote br button caption center cite code col colgroup data dd del
    details dfn div dl dt em fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img input ins kbd
    label legend li main mark menu meter nav ol optgroup option output p picture pre progress q rp rt ruby s samp
    section select small source span strike strong sub summary sup table tbody td tfoot th thead time tr track tt u ul
    var video wbr
    title desc
    """
_SVG_TAGS = """
    svg g path rect circle ellipse line polyline polygon text tspan defs marker
    linearGradient radialGradient stop symbol
    """
_SVG_ATTRIBUTES = """
    cx cy d dominant-baseline dx dy fill fill-opacity fill-rule clip-rule focusable font-family font-size font-style
    font-weight gradientTransform gradientUnits height letter-spacing marker-end marker-mid marker-start markerHeight
    markerUnits markerWidth offset opacity orient overflow paint-order pathLength points preserveAspectRatio r refX refY
    rx ry stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration textLength transform vector-effect
    version viewBox visibility width x x1 x2 xmlns y y1 y2
    """

_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "dir", "hidden", "id", "lang", "role", "style", "tabindex", "title", "translate"},
    "a": {"download", "href", "hreflang", "name"},
    "audio": {"controls", "loop", "muted", "preload", "src"},
    "button": {"disabled", "name", "value"},
    "col": {"align", "span", "width"},
    "colgroup": {"align", "span", "width"},
    "data": {"value"},
    "del": {"datetime"},
    "details": {"name", "open"},
    "fieldset": {"disabled", "name"},
    "img": {"align", "alt", "decoding", "height", "loading", "src", "width"},
    "input": {
        *("autocomplete", "checked", "disabled", "list", "max", "maxlength", "min", "name", "placeholder", "readonly"),
        *("size", "spellcheck", "step", "value"),
    },
    "ins": {"datetime"},
    "label": {"for"},
    "li": {"value"},
    "meter": {"high", "low", "max", "min", "optimum", "value"},
    "ol": {"reversed", "start", "type"},
    "optgroup": {"disabled", "label"},
    "option": {"disabled", "label", "selected", "value"},
    "output": {"for", "name"},
    "p": {"align"},
    "div": {"align"},
    "progress": {"max", "value"},
    "select": {"disabled", "multiple", "name", "size"},
    "source": {"src", "type"},
    "table": {"align", "width"},
    "td": {"align", "colspan", "headers", "rowspan", "valign", "width"},
    "th": {"abbr", "align", "colspan", "headers", "rowspan", "scope", "valign", "width"},
    "time": {"datetime"},
    "tr": {"align", "valign"},
    "track": {"default", "kind", "label", "src", "srclang"},
    "video": {"controls", "height", "loop", "muted", "playsinline", "preload", "src", "width"},
    **{tag: set(_SVG_ATTRIBUTES.split()) for tag in _SVG_TAGS.split()},
}

_CLEANER = nh3.Cleaner(
    tags={*_TAGS.split(), *_SVG_TAGS.split()},
    attributes=_ATTRIBUTES,
    clean_content_tags={"script", "style"},
    generic_attribute_prefixes={"data-", "aria-"},
    tag_attribute_values={
        "a": {"target": {"_blank"}},
        "input": {"type": {"checkbox", "date", "number", "radio", "range", "search", "text"}},
    },
    set_tag_attribute_values={"button": {"type": "button"}},
    url_schemes=_SCHEMES,
    filter_style_properties={"text-align"},
    link_rel=None,
    strip_comments=True,
)

_NAME = re.compile(r"</?([A-Za-z][^\s/>]*)")
_KNOWN = frozenset((*_TAGS.split(), *_SVG_TAGS.split()))
_KNOWN_LOWER = frozenset(name.lower() for name in _KNOWN)
# nh3 writes every attribute as name="value" and escapes quotes in values, so that these cannot match inside a value.
_TAG = re.compile(r'<(a|audio|img|pre|source|track|video)((?: [^\s="<>]+="[^"]*")*)>|</a>')
_ATTRIBUTE = re.compile(r' ([^\s="<>]+)="([^"]*)"')
_START = re.compile(r'<[A-Za-z][A-Za-z0-9]*(?: [^\s="<>]+="[^"]*")+>')
_TAKEN = re.compile(r' (?:(?:id|name|for)="__(?!tabbed_|codelineno-|span-)[^"]*"|data-mdx?-[^\s="<>]+="[^"]*")')
_NAMING = re.compile(r' (?:(?:id|name|for)="|href="#)[^"]*"')
_IN_NO_SELECTOR = re.compile(r"&quot;|[\\\n\r\f]")  # the theme puts anchors into CSS selectors without escaping them
_ELSEWHERE = re.compile(r' [a-z-]+="\s*url\((?!#)[^"]*"', re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HARMLESS = re.compile(r"[\w .,:;()/–—-]*\Z")
_HEADING = re.compile(r"<[hH][1-6]\b[^>]*>")
_BLOCK = re.compile(f"{re.escape(HTML_OPEN)}(.*?){re.escape(HTML_CLOSE)}", re.DOTALL)
_WORD = re.compile(r"tpohtml[a-p]{24}")
_ALONE = r"(?:<p>)?((?:\s*WORDz\d+z)+)\s*(?:</p>)?"
_PLACE = r"WORD[yz](\d+)z"
_IDS = re.compile(r'<[^<>]*? id="([^"<>]+)"')
_UNSAFE_IN_ATTRIBUTE = re.compile(r"""["'<>&\\\s]""")
_MOST_INDENTED = 120
_TOO_FAR = " " * (_MOST_INDENTED + 1)
_LONG = 10_000
_SPACES = re.compile(r"(?<=\S) {100,}")
_COSTLY = "[<"
_MOST_SIGNS = 1000
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_IGNORED_IN_ADDRESSES = str.maketrans("\\", "/", "\t\n\r")


@lru_cache
def _pattern(shape: str, word: str) -> re.Pattern[str]:
    return re.compile(shape.replace("WORD", word))


class SanitiseExtension(Extension):
    """Registers the sanitiser behind all other steps."""

    def __init__(self, **options: Any) -> None:
        self.config = {"remote_media": [False, "keep images and media of other hosts instead of linking to them"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Python-Markdown's name
        """Registers the sanitiser as the last postprocessor."""
        blocks = _Blocks(md)
        md.preprocessors.register(blocks, "tpo_docs_blocks", _FIRST)
        md.preprocessors.register(_Tamed(md), "tpo_docs_tamed", _BEHIND_CODE)
        sanitiser = _Sanitiser(md, blocks, remote_media=bool(self.getConfig("remote_media")))
        md.postprocessors.register(sanitiser, "tpo_docs_sanitiser", _LAST)


def makeExtension(**options: Any) -> SanitiseExtension:  # noqa: N802  # Python-Markdown's name
    """What Python-Markdown calls for an extension given by its module."""
    return SanitiseExtension(**options)


def clean(html: str, *, remote_media: bool = False) -> str:
    """HTML without anything that runs, loads from another host or poses as a part of the theme.

    Tags that are not kept are shown as text: who writes `<customer>` or `<script>` into a requirement means to be read.
    """
    if not _KNOWN.issuperset(_NAME.findall(html)):
        html = _NAME.sub(_readable, html)
    html = _CLEANER.clean(html)
    if '="__' in html or " data-md" in html or "url(" in html or "&quot;" in html or "\\" in html:
        html = _START.sub(_without_tricks, html)
    return "".join(_checked(html, remote_media=remote_media))


def _readable(tag: re.Match[str]) -> str:
    return tag[0] if tag[1].lower() in _KNOWN_LOWER else f"&lt;{tag[0][1:]}"


def without_marks(text: str) -> str:
    """A page that is not ours, without the marks by which HTML would pass unseen."""
    return neutral(text)


class _Blocks(Preprocessor):
    """Takes our own HTML out of a page and leaves words in its place that no author can write.

    That they do not occur in the page is not enough: entities, comments and dropped tags let a word come into being
    on the way, in an attribute too. So they are made of all that the page says.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.taken: list[str] = []
        self.word = ""

    def run(self, lines: list[str]) -> list[str]:
        """The page without our blocks."""
        self.taken = []
        text = "\n".join(lines)
        if HTML_OPEN not in text:
            return lines
        self.word = "tpohtml" + blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest().translate(_LETTERS)
        return _BLOCK.sub(self._take, text).split("\n")

    def split(self, html: str) -> list[str]:
        """The page as text, block, text, block …, where the blocks stand on their own."""
        pieces = self._pattern(html, _ALONE).split(html)
        return [self.put_back(piece) if index % 2 else piece for index, piece in enumerate(pieces)]

    def put_back(self, html: str) -> str:
        """The page with our blocks in their places."""
        if self.word not in html:
            return html
        return self._pattern(html, _PLACE).sub(lambda match: self.taken[int(match[1])], html)

    def _pattern(self, html: str, shape: str) -> re.Pattern[str]:
        """The pattern for any word where only ours is there: to compile one takes longer than to use it."""
        anybody = set(_WORD.findall(html)) == {self.word}
        return _pattern(shape, _WORD.pattern) if anybody else re.compile(shape.replace("WORD", self.word))

    def ids(self) -> set[str]:
        """The anchors in our blocks."""
        return {name for block in self.taken for name in _IDS.findall(block)}

    def _take(self, match: re.Match[str]) -> str:
        self.taken.append(match[1])
        alone = match.start() == match.string.rfind("\n", 0, match.start()) + 1 and (
            match.end() == len(match.string) or match.string[match.end()] == "\n"
        )
        return f"{self.word}{'z' if alone else 'y'}{len(self.taken) - 1}z"


class _Tamed(Preprocessor):
    """Takes the edge off lines on which Python-Markdown would spend hours, or run out of its stack.

    Nobody writes such lines; one of them, in a file that a machine has made, must not keep a site from being built.
    """

    def run(self, lines: list[str]) -> list[str]:
        """The lines, indented and nested within reason."""
        return [self._line(line) if len(line) > _MOST_INDENTED else line for line in lines]

    def _line(self, line: str) -> str:
        if line.startswith(_TOO_FAR):
            line = " " * _MOST_INDENTED + line.lstrip(" ")
        if len(line) > _LONG:
            line = _SPACES.sub(" ", line)
        for sign in _COSTLY:
            if line.count(sign) > _MOST_SIGNS:
                line = line.replace(sign, f"&#{ord(sign)};")
        return line


def indexed(pieces: Sequence[str]) -> str:
    """A page (text, block of ours, text …) as a search index needs to see it: without our blocks where it looks at none.

    A block with a heading stays, as it begins a section of its own.
    """
    shown: list[str] = []
    passed_over = False
    for index, piece in enumerate(pieces):
        headings = _HEADING.findall(piece) if index % 2 == 0 or passed_over else ()
        if index % 2 == 0:
            passed_over = "data-search-exclude" in headings[-1] if headings else passed_over
            shown.append(piece)
        elif not passed_over or headings:
            shown.append(piece)
            passed_over = False
    return "".join(shown)


class _Sanitiser(Postprocessor):
    def __init__(self, md: Markdown, blocks: _Blocks, *, remote_media: bool) -> None:
        super().__init__(md)
        self._blocks = blocks
        self._remote_media = remote_media

    def run(self, text: str) -> str:
        """Cleans the page, and the table of contents, whose parts themes print as they are."""
        if _HARMLESS.match(text):
            return text  # the words of a heading: Python-Markdown asks for each of them
        for token in getattr(self.md, "toc_tokens", ()):
            _clean_token(token)
        if not self._blocks.taken or self._blocks.word not in text:
            return clean(text, remote_media=self._remote_media)
        self._tell_anchors()
        pieces = self._blocks.split(text)
        pieces[::2] = [clean(piece, remote_media=self._remote_media) for piece in pieces[::2]]
        pieces[::2] = map(self._blocks.put_back, pieces[::2])
        self.md.tpo_docs_indexed = indexed(pieces)  # type: ignore[attr-defined]  # our word to the site engine
        return "".join(pieces)

    def _tell_anchors(self) -> None:
        """MkDocs checks links to anchors, and looks for these in raw HTML by a step that has not seen our blocks."""
        if "mkdocs_raw_html" in self.md.preprocessors:
            seen: Any = self.md.preprocessors["mkdocs_raw_html"]
            seen.present_anchor_ids = seen.present_anchor_ids | self._blocks.ids()


def _clean_token(token: dict[str, Any]) -> None:
    if _UNSAFE_IN_ATTRIBUTE.search(token["id"]):
        token["id"] = _IN_NO_SELECTOR.sub("-", escape(unescape(token["id"])))
    for key in ("name", "html"):
        if "<" in token.get(key, ""):
            token[key] = _CLEANER.clean(token[key])
    for child in token["children"]:
        _clean_token(child)


def _without_tricks(tag: re.Match[str]) -> str:
    """A tag without names that the theme looks for or stumbles over, and without paint from elsewhere."""
    text = _ELSEWHERE.sub("", _TAKEN.sub("", tag[0]))
    return _NAMING.sub(lambda naming: _IN_NO_SELECTOR.sub("-", naming[0]), text)


def _checked(html: str, *, remote_media: bool) -> Iterator[str]:
    """The HTML piece by piece, with its links and media looked at."""
    end = 0
    linked = False
    for match in _TAG.finditer(html):
        yield html[end : match.start()]
        end = match.end()
        tag, attributes = match[1], match[2]
        if tag is None:
            linked = False
            yield match[0]
        elif tag == "a":
            linked = True
            yield _link(attributes)
        elif tag == "pre":
            yield _pre(attributes)
        elif remote_media:
            yield match[0]
        else:
            yield _media(tag, attributes, linked=linked)
    yield html[end:]


def _link(attributes: str) -> str:
    address = next((value for name, value in _ATTRIBUTE.findall(attributes) if name == "href"), "")
    rel = ' rel="noopener noreferrer"' if _is_remote(address) else ""
    return f"<a{attributes}{rel}>"


def _pre(attributes: str) -> str:
    """The theme would load Mermaid from a CDN for its own class; ours has a loader of its own."""
    if "mermaid" not in attributes:
        return f"<pre{attributes}>"
    kept = "".join(
        f' {name}="{" ".join("tpo-mermaid" if word == "mermaid" else word for word in value.split())}"'
        if name == "class"
        else f' {name}="{value}"'
        for name, value in _ATTRIBUTE.findall(attributes)
    )
    return f"<pre{kept}>"


def _media(tag: str, attributes: str, *, linked: bool) -> str:
    values = dict(_ATTRIBUTE.findall(attributes))
    address = values.get("src", "")
    if not _is_remote(address):
        return f"<{tag}{attributes}>"
    if tag != "img":
        rest = "".join(f' {name}="{value}"' for name, value in values.items() if name != "src")
        return f'<{tag}{rest} data-src="{address}">'
    text = values.get("alt") or address
    if linked:
        return f'<span class="tpo-remote">{_as_text(text)}</span>'
    return f'<a class="tpo-remote" href="{address}" rel="noopener noreferrer">{_as_text(text)}</a>'


def _as_text(value: str) -> str:
    return value.replace("<", "&lt;").replace(">", "&gt;")


def _is_remote(address: str) -> bool:
    """Read as browsers do: they pass over line breaks and take a backslash for a slash."""
    plain = unescape(address).translate(_IGNORED_IN_ADDRESSES).strip("".join(map(chr, range(33))))
    scheme = _SCHEME.match(plain)
    return plain.startswith("//") or (scheme is not None and scheme[0].lower() in {"http:", "https:"})
