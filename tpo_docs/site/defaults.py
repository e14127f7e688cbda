"""What we choose where a project chooses nothing, and the words of our theme blocks."""

from __future__ import annotations

from typing import Any

WORDS = {
    "en": {
        "outdated": "This is not the newest version.",
        "newest": "Show this page in the newest version",
        "versions": "All versions",
    },
    "de": {
        "outdated": "Dies ist nicht die neueste Version.",
        "newest": "Diese Seite in der neuesten Version zeigen",
        "versions": "Alle Versionen",
    },
}


def defaults() -> dict[str, Any]:
    """The settings for a project without a mkdocs.yml."""
    return {
        "theme": {
            "name": "material",
            "features": [
                "content.action.edit",
                "content.code.copy",
                "content.tooltips",
                "navigation.indexes",
                "navigation.top",
                "search.highlight",
                "search.suggest",
                "toc.follow",
            ],
            "palette": [
                {
                    "media": "(prefers-color-scheme: light)",
                    "scheme": "default",
                    "primary": "indigo",
                    "toggle": {"icon": "material/weather-night", "name": "Dark"},
                },
                {
                    "media": "(prefers-color-scheme: dark)",
                    "scheme": "slate",
                    "primary": "indigo",
                    "toggle": {"icon": "material/weather-sunny", "name": "Light"},
                },
            ],
        },
        "plugins": ["search"],
        "markdown_extensions": [
            "abbr",
            "admonition",
            "attr_list",
            "def_list",
            "footnotes",
            "md_in_html",
            "tables",
            {"toc": {"permalink": True}},
            "pymdownx.details",
            "pymdownx.highlight",
            "pymdownx.inlinehilite",
            {"pymdownx.superfences": {"custom_fences": [{"name": "mermaid", "class": "tpo-mermaid"}]}},
            {"pymdownx.tabbed": {"alternate_style": True}},
            "pymdownx.tasklist",
        ],
    }
