"""What MkDocs takes from its process, what it and its plugins say there, and what goes wrong in them, in one line."""

from __future__ import annotations

import errno
import logging
import os
import re
import warnings
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs.exceptions import Abort, ConfigurationError, MkDocsException

from tpo_docs.site.errors import SiteError, in_words
from tpo_docs.site.job import Job
from tpo_docs.site.tree import site_path

_LINK_TO_NOTHING = re.compile(r"contains a link '(.*?)', but the target(?: '(.*?)')? is not found among documentation")
_NO_SPACE = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


@dataclass
class Said(logging.Handler):
    """Collects what MkDocs, its plugins and hooks warn of."""

    known: frozenset[str]
    """Paths of the built site: a link to `x.html` is right, though MkDocs would have it written `x.md`."""
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.WARNING)

    def __hash__(self) -> int:
        return id(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the text of a warning."""
        text = " ".join(record.getMessage().split())
        link = _LINK_TO_NOTHING.search(text)
        if link is not None and (link[2] or link[1]) in self.known:
            return
        if record.levelno >= logging.ERROR:
            self.errors.append(text)
        elif text not in self.warnings:
            self.warnings.append(text)


@contextmanager
def surroundings(job: Job) -> Iterator[Said]:
    """What MkDocs takes from its process: directory, environment, logging; all put back afterwards."""
    said = Said(frozenset((*map(site_path, (file.path for file in job.tree.files)), *job.tree.redirects)))
    log = logging.getLogger("mkdocs")
    propagate = log.propagate
    changed = {"NO_MKDOCS_2_WARNING": "1"}
    if job.epoch is not None:
        changed["SOURCE_DATE_EPOCH"] = str(job.epoch)
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    log.addHandler(said)
    log.propagate = False
    try:
        with chdir(job.root), warnings.catch_warnings(), clear(job.mkdocs_file, said):
            warnings.simplefilter("ignore", DeprecationWarning)
            yield said
    finally:
        log.removeHandler(said)
        log.propagate = propagate
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def clear(file: Path | None, said: Said | None = None) -> Iterator[None]:
    """Whatever goes wrong in MkDocs, a plugin, a hook or a template becomes one line."""
    name = file.name if file is not None else "MkDocs"
    try:
        yield
    except SiteError:
        raise
    except ConfigurationError as error:
        raise SiteError(f"{name}: {error}") from error
    except Abort as error:
        raise SiteError(f"{name}: {said.errors[-1] if said and said.errors else error}") from error
    except MkDocsException as error:
        raise SiteError(f"{name}: {error}") from error
    except SystemExit as error:
        raise SiteError(f"{name}: a plugin or hook ended the build with status {error.code}") from error
    except Exception as error:  # other people's code: plugins, hooks, extensions, templates
        if isinstance(error, OSError) and error.errno in _NO_SPACE:
            raise  # nobody's mistake
        logged = said.errors[-1] if said and said.errors else ""
        message = logged if logged and str(error) and str(error) in logged else in_words(error)
        raise SiteError(f"{name}: {message}, in a plugin, a hook or a template of the theme") from error
