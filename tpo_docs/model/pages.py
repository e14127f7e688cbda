"""Pages to be, the build that they belong to, and the navigation over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from tpo_docs.model.records import Change

if TYPE_CHECKING:
    from tpo_docs.proof.changes import Changes


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be: what to show (`view`), with which template, at which path of the docs folder."""

    path: str
    template: str
    content: object
    """What the template is shown, or a `Later` that makes it."""
    title: str
    source: str = ""
    """The file it was made from, for the edit link; empty for a page made of many."""
    description: str = ""
    tags: tuple[str, ...] = ()
    search: bool = True
    """False for lists and matrices, which would outrank the items themselves."""
    wide: bool = False
    """True where the page needs the room of its table of contents and navigation."""

    @property
    def view(self) -> Any:
        """What the template is shown."""
        return self.content.make() if isinstance(self.content, Later) else self.content


class Later(NamedTuple):
    """What a page is made of, not made before the page is: most pages of a large site need not be made again."""

    make: Callable[[], object]
    basis: str = ""
    """What `make` knows that it need not ask for, as a text that differs where that does."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One build of the site: what a page may say about itself."""

    version: str = "dev"
    language: str = "en"
    title: str = ""
    """The site's name."""
    commit: str = ""
    branch: str = ""
    built_on: str = ""
    """ISO date (and time) that the build stands for, after `SOURCE_DATE_EPOCH` or the commit."""
    generator: str = ""
    versions: tuple[str, ...] = ()
    shallow: bool = False
    """True where Git is missing or cut off, so that pages say what they could not know."""
    repository: str = ""
    """`repo_url` of the MkDocs configuration."""
    edit_url: str = ""
    """Pattern of a link to a file's source: `{path}`, `{line}`, `{ref}`."""
    edit_base: str = ""
    """The folder that `{path}` begins at; empty for the project's root."""
    recent: tuple[Change, ...] = ()
    """The latest commits that touched the sources, newest first."""
    commands: str = ""
    pagefind: bool = False
    """Whether words are searched with Pagefind, and not by the theme."""
    site_url: str = ""
    """Where this version will stand, with a `/` at its end; empty where nobody has said."""
    changes: Changes | None = None
    """What changed up to this version; None where nothing can be known of earlier ones."""


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A line of the navigation: a page, or a group of lines."""

    title: str
    path: str = ""
    entries: tuple[NavEntry, ...] = ()
