"""The MkDocs plugin: the pages of a project inside anybody's `mkdocs serve` or `mkdocs build`."""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from tpo_docs.site.errors import SiteError
from tpo_docs.site.mkdocs_adapting import adapt, set_edit_links, user_assets
from tpo_docs.site.navigation import navigation, trim
from tpo_docs.site.redirects import write_redirects
from tpo_docs.site.sanitise import without_marks
from tpo_docs.site.tree import StagedFile, Tree, is_page

if TYPE_CHECKING:
    from tpo_docs.model import Finding

_MOST_TOLD = 20
"""How many errors are logged one by one."""

log = logging.getLogger(f"mkdocs.plugins.{__name__}")


def project_tree(root: Path, config_file: Path | None, audience: str = "") -> Tree:
    """The tree of a project, as an audience sees it; all that makes it is imported now, since most users of MkDocs have no such project."""
    files = import_module("tpo_docs.files")
    try:
        loaded = files.load(root, config_file=config_file)
    except files.ProjectError as error:
        raise SiteError(str(error)) from error
    known = loaded.configuration.disclosure.audiences
    if audience and audience not in known:
        raise SiteError(f"audience: '{audience}' is none of {', '.join(known)}")
    if audience:
        review = import_module("tpo_docs.disclosure").restricted(loaded.review, audience)
        loaded = replace(loaded, review=review, configuration=review.project.configuration)
    _tell(loaded.review.findings)
    tree: Tree = import_module("tpo_docs.edition").preview(loaded, log.info)
    return tree


def _tell(findings: Sequence[Finding]) -> None:
    """Errors as warnings, so that `mkdocs build --strict` fails; of the rest only how many there are."""
    text = import_module("tpo_docs.report.text")
    errors = [finding for finding in findings if finding.severity.value == "error"]
    for error in errors[:_MOST_TOLD]:
        mend = f" ({error.mend})" if error.mend else ""
        place = f"{error.path}:{error.line}:{error.column}"
        log.warning("%s", text.one_line(f"{place}: {error.code} {error.message}{mend}"))
    if len(errors) > _MOST_TOLD:
        log.warning("%s more errors; `tpo-docs check` shows all", f"{len(errors) - _MOST_TOLD:,}")
    if findings:
        counted = text.counted(len(errors), "error", "errors")
        others = text.counted(len(findings) - len(errors), "other finding", "other findings")
        log.info("tpo-docs: %s and %s; the page of gaps lists them", counted, others)


make_tree: Callable[[Path, Path | None], Tree] = project_tree


class Options(Config):  # type: ignore[no-untyped-call]  # MkDocs does not type it
    """The options of the plugin; all else stands in tpo-docs.yml."""

    config_file = config_options.Optional(config_options.Type(str))
    audience = config_options.Type(str, default="")


class TpoDocsPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]  # as above
    """Feeds the pages of a project to MkDocs, the very same that `tpo-docs build` stages."""

    def __init__(self) -> None:
        self._tree = Tree(())
        self._root = Path()

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Being here, it makes MkDocs keep the plugin from one rebuild to the next."""

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Makes the tree, and fits the configuration to it."""
        folder = Path(config.config_file_path).absolute().parent
        file = folder / self.config.config_file if self.config.config_file else None
        self._root = file.parent if file else folder
        try:
            audience = self.config.audience
            self._tree = project_tree(self._root, file, audience) if audience else make_tree(self._root, file)
        except SiteError as error:
            raise PluginError(str(error)) from error
        adapt(config, self._tree)
        if not config.nav and self._tree.nav:
            config.nav = navigation(self._tree.nav)
        watched = set(config.watch)
        config.watch.extend(path for path in self._watched(file) if path not in watched)
        return config

    @event_priority(100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Puts our pages in the place of the files that they were made from."""
        ours = {file.path: file for file in self._tree.files}
        docs = Path(config.docs_dir)
        base = self._relative(docs)
        link = set_edit_links(config, base)
        if any(self._inside(file.source, base) for file in ours.values()):
            # The docs folder is one of our sources: what of it is to be published stands in the tree.
            for file in [file for file in files if file.src_dir == config.docs_dir]:
                files.remove(file)
            for file in user_assets(config, docs, lambda path: path in ours):
                files.append(file)
        for staged in ours.values():
            if files.get_file_from_path(staged.path) is not None:
                files.remove(files.src_uris[staged.path])
            files.append(self._generated(staged, config, link))
        return files

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Templates are run as in a build of our own."""
        del files
        trim(env, config.theme)
        return env

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Only our own pages may hold HTML that is not looked at."""
        return markdown if page.file.generated_by == _name(config, self) else without_marks(markdown)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Writes the redirects by id."""
        try:
            write_redirects(self._tree.redirects, Path(config.site_dir), log.info)
        except SiteError as error:
            raise PluginError(str(error)) from error

    def _generated(self, staged: StagedFile, config: MkDocsConfig, link: Callable[[File, str], None]) -> File:
        file = File.generated(config, staged.path, content=staged.bytes(), inclusion=InclusionLevel.NOT_IN_NAV)
        file.generated_by = _name(config, self)
        if is_page(staged.path):
            link(file, staged.source)
        return file

    def _watched(self, file: Path | None) -> Iterator[str]:
        """The folders of the sources, our configuration, and the project's own templates."""
        tops: dict[str, None] = {}
        for staged in self._tree.files:
            if staged.source:
                folder = posixpath.dirname(staged.source)
                tops[staged.source if not folder else folder if folder.startswith("..") else folder.split("/")[0]] = (
                    None
                )
        for path in (*filter(None, tops), "templates", *(() if file else ("tpo-docs.yml",))):
            if (self._root / path).exists():
                yield str(self._root / path)
        if file is not None and file.exists():
            yield str(file)

    def _relative(self, docs: Path) -> str:
        return posixpath.relpath(docs.as_posix(), self._root.as_posix())

    @staticmethod
    def _inside(source: str, folder: str) -> bool:
        return bool(source) and (folder == "." or source.startswith(f"{folder}/"))


def _name(config: MkDocsConfig, plugin: BasePlugin[Options]) -> str:
    return next((name for name, known in config.plugins.items() if known is plugin), "tpo-docs")
