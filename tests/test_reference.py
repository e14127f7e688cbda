"""The reference pages of the user guide are what the code says."""

from __future__ import annotations

from pathlib import Path

import markdown
import pytest

from tpo_docs import reference
from tpo_docs.cli.app import app
from tpo_docs.schema import default_schema

_GUIDE = Path(__file__).resolve().parent.parent / "specs" / "guide"


@pytest.mark.parametrize("name", ["configuration", "fields-and-types", "commands"])
def test_a_reference_page_is_what_the_code_says(name: str, request: pytest.FixtureRequest) -> None:
    if name == "configuration":
        made = reference.configuration()
    elif name == "commands":
        made = reference.commands(app, "tpo-docs")
    else:
        made = reference.types(default_schema())
    path = _GUIDE / f"{name}.md"
    if request.config.getoption("--update-golden"):
        path.write_text(made, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == made, "run pytest tests/test_reference.py --update-golden"


def test_an_option_of_several_words_is_shown_as_it_is_written() -> None:
    shown = markdown.markdown(reference.commands(app, "tpo-docs"), extensions=["tables", "fenced_code"])
    assert "<td><code>--format [text|json]</code></td>" in shown.replace("&#124;", "|")
    assert "\\|" not in shown
