"""The text of a new item: its front matter as YAML, put into a template of the project or a shipped one."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tpo_docs.render import NewItem, why
from tpo_docs.templating import shipped_templates

_PLAIN = re.compile(r"[A-Za-z0-9À-ɏ][\w À-ɏ./()+%–—'-]*", re.ASCII)
_NOT_TEXT = frozenset(("null", "~"))


class SkeletonError(Exception):
    """A template that does not work, in one line."""


def render(item: NewItem, own: Path | None) -> str:
    """The item's file: from `new/TYPE.md.j2` of the project or of ours, else from `new/item.md.j2`."""
    shipped = FileSystemLoader(shipped_templates())
    loaders: list[BaseLoader] = [FileSystemLoader(own)] if own is not None and own.is_dir() else []
    environment = (
        ImmutableSandboxedEnvironment(  # Markdown and no HTML: what an author could type, a template may print
            loader=ChoiceLoader([*loaders, shipped, PrefixLoader({"shipped": shipped})]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
    )
    try:
        template = environment.select_template([f"new/{item.type}.md.j2", "new/item.md.j2"])
        text = template.render(view=item)
    except (TemplateError, TypeError, ValueError, AttributeError, ArithmeticError, LookupError) as error:
        place = getattr(error, "name", None) or f"new/{item.type}.md.j2"
        line = getattr(error, "lineno", None)
        reason = "there is no such template" if isinstance(error, TemplateNotFound) else why(error)
        raise SkeletonError(f"{place}{f':{line}' if line else ''}: the template fails: {reason}") from error
    return text.rstrip("\n") + "\n"


def yaml_text(text: str) -> str:
    """A text as a YAML scalar: plain where that is safe, else in quotation marks."""
    if _PLAIN.fullmatch(text) and not text.endswith(" ") and text.casefold() not in _NOT_TEXT:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{"".join(sign if sign.isprintable() else f"{chr(92)}U{ord(sign):08X}" for sign in escaped)}"'


def yaml_list(texts: list[str]) -> str:
    """Texts as a YAML list in one line."""
    return f"[{', '.join(yaml_text(text) for text in texts)}]"


def slug(text: str, keep: str = "") -> str:
    """A title as part of a file name: lower case, words joined by hyphens; signs of `keep` stay within a word."""
    folded = text.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    words = re.sub(rf"[^\w{re.escape(keep)}]+", "-", folded.replace("'", "")).strip(f"-_{keep}")
    return words[:60].rstrip("-")
