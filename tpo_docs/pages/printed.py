"""What the style sheet for print knows of a build: the site's name, its version and day, as texts of CSS."""

from __future__ import annotations

from tpo_docs.model import Edition
from tpo_docs.words import Words


def style(edition: Edition, say: Words) -> str:
    """Rules to stand before `tpo-print.css`: the texts of the cover, and the lines at the edges of each sheet."""
    name = edition.title or say("Requirements")
    version = say("Version {version}", version=edition.version)
    day = edition.built_on[:10]
    known = f"{version} · {day}" if day else version
    return (
        f"@media print {{\n  :root {{ --tpo-cover-name: {_text(name)}; --tpo-cover-edition: {_text(known)}; }}\n"
        f"  @page {{ @bottom-left {{ content: {_text(f'{name} · {known}')}; font: 8pt sans-serif; color: #555; }}\n"
        '    @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #555; } }\n'
        "  @page :first { @bottom-left { content: none; } }\n}\n"
    )


def _text(text: str) -> str:
    """A text as CSS writes it: whatever is not a letter, a digit or plain stands as its number."""
    return '"' + "".join(one if one.isalnum() or one in " .,-–·" else f"\\{ord(one):x} " for one in text) + '"'
