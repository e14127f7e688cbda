"""Page in, Markdown out: the only module that knows Jinja, with `templating`. Templates run in a sandbox and escape what
they print."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.runtime import Context
from markupsafe import Markup, escape

from tpo_docs import templating
from tpo_docs.model import Edition, Item, Page, Unread
from tpo_docs.places import Places, relative
from tpo_docs.templating import shipped_templates
from tpo_docs.titles import title_html, title_text
from tpo_docs.words import Words

# Between these marks stands HTML that we made and escaped. The Markdown extension takes it out before Markdown
# and the sanitiser look at the page, and puts it back afterwards; authors' texts never keep such a mark.
HTML_OPEN = "<!--tpo:html-->"
HTML_CLOSE = "<!--/tpo:html-->"
_MARKS = re.compile(r"[&<>\"'\\`*_{}\[\]()#+!|~^=$:-]")
_ABSENT = re.compile(
    r"(?:'[\w.]+ object'|'?None'?|list object|dict object) has no (?:attribute|element) '?([^']+)'?"
).fullmatch
_SPECIAL = re.compile(r"[&<>\"']")
_MARK = re.compile(r"<!--\s*/?tpo:html")


GLOBALS = ("view", "page", "t", "edition", "schema", "html_open", "html_close")
"""The names that a template of a page may use."""
_FILTERS = ("ref", "titled", "shown", "unmarked", "href", "to", "markdown", "plural", "singular")
"""The filters that a template of a page has beside those of Jinja."""


class NewField(NamedTuple):
    """A line of a front matter: a name, and its value as YAML."""

    name: str
    value: str


class NewItem(NamedTuple):
    """What a template of a new item is shown."""

    id: str
    type: str
    title: str
    fields: tuple[NewField, ...]


class TemplateFailedError(Exception):
    """A template that does not work, as one line with its place."""

    def __init__(self, unread: Unread) -> None:
        super().__init__(f"{unread.path}:{unread.line}: {unread.reason}")
        self.unread = unread


def _escaped(text: str) -> str:
    return str(escape(text)) if _SPECIAL.search(text) else text


def neutral(text: str) -> str:
    """An author's text without our marks."""
    return _MARK.sub(lambda match: match[0].replace("<", "&lt;"), text) if "tpo:html" in text else text


@lru_cache(maxsize=1)
def compiling() -> Environment:
    """What compiles a template of a page as the renderer does, but runs none."""
    environment = Environment(autoescape=True, optimized=False, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(dict.fromkeys(_FILTERS, str))
    return environment


def _when_rendered(filter_: Callable[..., object]) -> Callable[..., object]:
    """A filter that Jinja does not work out when it compiles a template, as it does with `{{ "REQ-001" | ref }}` else:
    what it gives depends on the page and on the site."""

    @pass_context
    def filtered(_: Context, *arguments: object, **named: object) -> object:
        return filter_(*arguments, **named)

    return filtered


class Renderer:
    """Renders pages of one site."""

    def __init__(
        self, places: Places, words: Words, edition: Edition, own: Path | None = None, shown: str = "templates"
    ) -> None:
        self.places = places
        self.words = words
        self.own = own
        self.shown = shown
        shipped = FileSystemLoader(shipped_templates())
        loaders: list[BaseLoader] = [FileSystemLoader(own)] if own is not None else []
        loaders += [shipped, PrefixLoader({"shipped": shipped})]
        self._origin = ""
        # The sandbox is for templates of a project; without any it would only slow ours down.
        environment = templating.environment(
            sandboxed=own is not None,
            loader=ChoiceLoader(loaders),
            autoescape=True,
            undefined=StrictUndefined,
            optimized=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.globals.update(
            t=words,
            edition=edition,
            schema=places.project.schema,
            html_open=Markup(HTML_OPEN),
            html_close=Markup(HTML_CLOSE),
        )
        filters: dict[str, Callable[..., object]] = {
            "ref": self.ref,
            "titled": self.titled,
            "shown": shown_title,
            "unmarked": title_text,
            "href": self.href,
            "to": self.to,
            "markdown": markdown_text,
            "plural": words.plural,
            "singular": words.singular,
        }
        environment.filters.update({name: _when_rendered(filter_) for name, filter_ in filters.items()})
        self._environment = environment
        self._template = lru_cache(maxsize=None)(environment.get_template)

    def render(self, page: Page) -> str:
        """The page as Markdown with a front matter of our own."""
        self._origin = page.path
        try:
            text = self._template(page.template).render(view=page.view, page=page)
        except TemplateSyntaxError as error:
            raise TemplateFailedError(
                self._problem(error.name or page.template, error.lineno, str(error.message))
            ) from error
        except TemplateNotFound as error:
            where = self._where(error, page.template)
            raise TemplateFailedError(self._problem(*where, f"there is no template '{error}'")) from error
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError, MemoryError) as error:  # fmt: skip
            raise TemplateFailedError(self._problem(*self._where(error, page.template), why(error))) from error
        return front_matter(page) + text

    def _item(self, item: object, filter_: str) -> Item | None:
        """The item that a filter is given, itself or by its id."""
        if isinstance(item, str):
            return self.places.project.resolve(item)
        if isinstance(item, Item):
            return item
        str(item)  # what is undefined says so itself
        raise TypeError(f"`{filter_}` is for an item or the id of one")

    def ref(self, item: Item | str, fragment: str = "") -> Markup:
        """A link to an item that shows its id."""
        found = self._item(item, "ref")
        if found is None:
            return Markup('<span class="tpo-ref tpo-ref--missing">{}</span>').format(item)
        shown = title_html(found.title) if found.is_row else _escaped(item if isinstance(item, str) else item.id)
        # Put together by hand: long lists have thousands of them, and formatting takes ten times as long.
        href = _escaped(self.places.href(self._origin, found, fragment))
        return Markup(
            f'<a class="tpo-ref tpo-ref--{_escaped(found.type)}" href="{href}" data-tpo-id="{_escaped(found.id)}">'
            f"{shown}</a>"
        )

    def titled(self, item: Item | str) -> Markup:
        """A link to an item that shows its id and its title."""
        found = self._item(item, "titled")
        if found is None or found.is_row:
            return self.ref(item)
        return Markup(f'{self.ref(found)} <span class="tpo-ref__title">{title_html(found.title)}</span>')

    def href(self, item: Item | str, fragment: str = "") -> str:
        """The URL of an item's page from the page being rendered; of an id that nothing has there is none."""
        found = self._item(item, "href")
        if found is None:
            raise LookupError(f"there is no item '{item}'")
        return self.places.href(self._origin, found, fragment)

    def to(self, path: str, fragment: str = "") -> str:
        """The URL of a generated page (a docs path) from the page being rendered."""
        return relative(self._origin, self.places.page(path), fragment)

    def _problem(self, template: str, line: int, reason: str) -> Unread:
        own = (
            self.own is not None
            and (self.own / template.removeprefix("shipped/")).is_file()
            and not template.startswith("shipped/")
        )
        path = f"{self.shown}/{template}" if own else template
        mend = "mend it, or take it away: then the shipped one is used" if own else ""
        return Unread(path, line, 1, f"the template fails: {reason}", "template", mend=mend)

    def _where(self, error: BaseException, default: str) -> tuple[str, int]:
        """The innermost template line of a traceback: Jinja rewrites it to show the template's own file."""
        name, line = default, 1
        traceback = error.__traceback__
        roots = [str(root) for root in (self.own, shipped_templates()) if root is not None]
        while traceback is not None:
            file = traceback.tb_frame.f_code.co_filename
            for root in roots:
                if file.startswith(root):
                    name, line = Path(file).relative_to(root).as_posix(), traceback.tb_lineno
            traceback = traceback.tb_next
        return name, line


def why(error: BaseException) -> str:
    """Why a template fails, without the names of our classes and of Python's."""
    if isinstance(error, RecursionError):
        return "it calls itself without end"
    if isinstance(error, MemoryError):
        return "it takes more memory than there is"
    if isinstance(error, KeyError):
        return f"there is no {error}"
    text = " ".join(str(error).split()) or "it does not say why"
    absent = _ABSENT(text)
    if absent is not None:
        return f"a value has no '{absent[1]}'"
    return text.removesuffix(".")


def shown_title(title: str) -> Markup:
    """A title as HTML, its inline Markdown as such and without links."""
    return Markup(title_html(title))


def front_matter(page: Page) -> str:
    """Our own front matter of a staged page: the theme prints these values unescaped, so they are escaped here."""
    lines = [f"title: {quoted(page.title)}"]
    if page.description:
        lines.append(f"description: {quoted(page.description)}")
    if page.tags:
        lines.append("tags: [" + ", ".join(quoted(tag) for tag in page.tags) + "]")
    hidden = ["toc", "navigation"] if page.wide else []
    if hidden:
        lines.append("hide: [" + ", ".join(hidden) + "]")
    if not page.search:
        lines.append("search: {exclude: true}")
    return "---\n" + "\n".join(lines) + "\n---\n"


def quoted(text: str) -> str:
    """A value as a quoted YAML text, escaped for HTML."""
    flat = " ".join(str(escape(text)).replace("&#39;", "'").replace("&#34;", "&quot;").split())
    return '"' + flat.replace("\\", "\\\\").replace('"', '\\"') + '"'


def markdown_text(text: str) -> Markup:
    """A plain text that Markdown prints as it is: what could be a mark of Markdown or of HTML is written as an entity."""
    flat = " ".join(text.split())
    return Markup(_MARKS.sub(lambda match: f"&#{ord(match[0])};", flat))
