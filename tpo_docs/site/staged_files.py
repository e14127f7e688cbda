"""The files of the docs folder as MkDocs' own, with less work for each: what it finds out of one by one is known of ten
thousand at once, and a page comes to be when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel, _file_sort_key, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page

from tpo_docs.site.published import walk
from tpo_docs.site.stage import Staging
from tpo_docs.site.tree import is_plain, site_path

_PATTERNS = ("exclude_docs", "draft_docs", "not_in_nav")
"""Settings that say which files are left out."""

Begin = Callable[[File], object]


class Staged(File):
    """A file whose page comes to be when it is asked for, once it is known how it begins."""

    _page: Page | None = None
    _begin: Begin | None = None

    @property
    def page(self) -> Page | None:
        """Its page; None for a file that is none, and before any begins."""
        if self._page is None and self._begin is not None:
            self._begin(self)
        return self._page

    @page.setter
    def page(self, page: Page | None) -> None:
        self._page = page


class _Named(Files):
    """Files that can be looked up, none of which has to have a page."""

    def __init__(self, files: Files) -> None:
        self._src_uris = dict(files.src_uris)

    def documentation_pages(
        self, *, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> Sequence[File]:
        """None."""
        del inclusion
        return ()


def files_of(config: MkDocsConfig, staging: Staging | None) -> Files:
    """The files of the docs folder, as `get_files` finds them; where these are the staged ones, they are known."""
    if staging is None:
        return get_files(config)
    if not staging.is_fresh:
        staging.finish()
        if {path for path, _ in walk(Path(config.docs_dir))} != set(staging.paths):
            return get_files(config)
    folders: dict[str, list[str]] = {}
    for path in staging.paths:
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, []).append(name)
    files: list[File] = []
    make = _maker(config)
    for folder in sorted(folders, key=lambda path: path.split("/") if path else []):
        start = f"{folder}/" if folder else ""
        files += [make(start + name) for name in sorted(folders[folder], key=_file_sort_key)]
    if len({file.dest_uri for file in files}) < len(files):
        staging.finish()
        return get_files(config)  # MkDocs chooses, and says so
    set_exclusions(files, config)
    return Files(files)


def _maker(config: MkDocsConfig) -> Callable[[str], File]:
    """What makes the file at a path: plain paths need no look at each of their parts."""
    docs, site, folders = config.docs_dir, config.site_dir, config.use_directory_urls
    known = vars(Staged("a", docs, site, folders))
    is_free = not folders and not any(config.get(name) for name in _PATTERNS)

    def file(path: str) -> File:
        if not is_free or not is_plain(path) or path.startswith("templates/"):
            return Staged(path, docs, site, folders)
        made = Staged.__new__(Staged)
        vars(made).update(known, src_uri=path, dest_uri=site_path(path), inclusion=InclusionLevel.INCLUDED)
        return made

    return file


def navigation_of(files: Files, config: MkDocsConfig) -> Navigation:
    """The navigation, as `get_navigation` makes it; pages beside it come to be later where nobody has to be told of
    them."""
    beside = any(
        type(file) is not Staged or file.inclusion.value > InclusionLevel.NOT_IN_NAV.value
        for file in files
        if file.is_documentation_page()
    )
    return get_navigation(files if beside or config.nav is None else _Named(files), config)


def begin(files: Iterable[File], config: MkDocsConfig, then: Begin) -> None:
    """From now on each of these has a page as soon as it is asked for; `then` is told of those that come to be."""

    def made(file: File) -> None:
        Page(None, file, config)
        then(file)

    for file in files:
        if isinstance(file, Staged):
            vars(file)["_begin"] = made
        elif file.page is None:
            made(file)


def page_there(file: File) -> Page | None:
    """The page of a file, if it has one already."""
    return file._page if isinstance(file, Staged) else file.page
