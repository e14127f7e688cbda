"""TPO207: a link or picture in a text that leads nowhere."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Iterator
from urllib.parse import quote

from tpo_docs.destinations import INDEXES, Lack, Target, broken, places_of
from tpo_docs.model import Document, Item, Location, Project, Severity, Violation
from tpo_docs.rules.nearest_file import nearest_file
from tpo_docs.rules.rule import rule

_MOST_COMPARED = 300
"""So many links are compared with what there is letter by letter: where more lead nowhere, a folder was moved."""


@rule("TPO207", "text-link-broken", Severity.WARNING)
def text_link_broken(project: Project) -> Iterator[Violation]:
    """A link or picture in a text that leads to a file, a folder or a heading that is not there.

    ## Why it matters
    Whoever follows the link stands before an error page, and a picture that is missing leaves a hole in the page. Files
    are renamed more often than the texts that link to them are read.

    Links to other sites are not followed, and what begins with `/` is not looked for. Upper and lower case count:
    most web servers tell them apart.

    ## Example
    ```markdown title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    ---
    The system shall split the cost of a well as the [rules of
    allocation](rules/alocation.md) say. <!-- finding: TPO207 -->

    ![How a cost is split](split.png) <!-- finding: TPO207 -->

    Leased wells are [a matter of their own](rules/allocation.md#leases). <!-- finding: TPO207 -->
    ```
    ```markdown title="rules/allocation.md"
    # Rules of allocation

    ## Leased wells
    The office that holds the lease bears the cost.
    ```

    ## Instead
    ```markdown title="REQ-001.md"
    ---
    id: REQ-001
    title: Well costs are split per office
    kind: functional
    ---
    The system shall split the cost of a well as the [rules of
    allocation](rules/allocation.md) say.

    Leased wells are [a matter of their own](rules/allocation.md#leased-wells).
    ```
    The other files stay as they are.
    """
    for number, (one, address, target, lack) in enumerate(project.derive(broken)):
        name = one.id if isinstance(one, Item) else ""
        start = f"the text of {name}" if name else "the page"
        written = address.text
        if lack is Lack.ANCHOR:
            near = _nearest_place(project, one, target) if number < _MOST_COMPARED else ""
            message = f"{start} links to {written}, where no heading is called so"
            shown = written.partition("#")[0]
            mend = f"write `{shown}#{near}`" if near else "link to one of its headings, or to the page alone"
        elif lack is Lack.INDEX:
            message = f"{start} links to the folder {written}, which has no {' and no '.join(INDEXES)}"
            mend = "link to one of its files, or write a page for the folder"
        else:
            near = nearest_file(project, target.path, by_letters=number < _MOST_COMPARED)
            message = f"{start} links to {written}, which does not exist"
            mend = f"write `{_relative(near, one, written)}`" if near else "correct the path, or add the file"
            if written.casefold().startswith("www.") and not near:
                mend = f"write `https://{written}`"
        yield Violation(Location(one.path, address.line, address.column), message, name, f"link {written}", mend)


def _nearest_place(project: Project, one: Item | Document, target: Target) -> str:
    known = places_of(project, target.path or one.path)[:_MOST_COMPARED]
    near = difflib.get_close_matches(target.anchor, known, 1)
    return near[0] if near else ""


def _relative(near: str, one: Item | Document, written: str) -> str:
    """A file as an address from the page, with the anchor that was written."""
    path = posixpath.relpath(near, posixpath.dirname(one.path) or ".")
    _, mark, anchor = written.partition("#")
    return quote(path, safe="/!$&'*+,;=:@~") + mark + anchor
