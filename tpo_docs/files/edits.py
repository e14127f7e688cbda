"""What is found after an edit of a few texts, without the other files.

Where rules read no more of the new text than of the old one, all that was found before is found again, with its places
moved. Where fields and links have changed, the part of the project around them is judged again (see `partial`). So an
answer while typing takes no longer than a look at what has changed.

Nothing is written: each answer compares the texts of now with those of the last whole check.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from tpo_docs.files.memory import Memory, Mend

if TYPE_CHECKING:
    from tpo_docs.config import Configuration
    from tpo_docs.contents import Record
    from tpo_docs.model import SourceFile
    from tpo_docs.parse import FileContent

MOST = 20
"""So many pages at most: from then on, a whole check is soon cheaper, and its result is kept."""


def mender(memory: Memory, parsed: Mapping[str, tuple[SourceFile, FileContent]] | None = None) -> Mend:
    """Says what is found now in the project that is remembered there; of files as they are, or as they were `parsed`."""
    return partial(_mended, memory, parsed)


def _mended(
    memory: Memory,
    parsed: Mapping[str, tuple[SourceFile, FileContent]] | None,
    content: Any,
    changed: Mapping[str, str],
) -> Any:
    if len(changed) > MOST or content["audiences"]:
        return None
    # Imported here, since a check where nothing has changed needs none of it.
    from tpo_docs import contents  # noqa: PLC0415 - as above
    from tpo_docs.files import kept  # noqa: PLC0415 - as above
    from tpo_docs.files.settings import read_configuration  # noqa: PLC0415 - as above
    from tpo_docs.report.report import moved  # noqa: PLC0415 - as above

    configuration = read_configuration(memory.store)
    before = kept.records(memory.folder, changed, kept.key_of(configuration))
    if before is None:
        return None
    now = _packed(memory, configuration, parsed, before)
    if now is None:
        return None
    moves = {path: contents.moves(before[path][1], now[path]) for path in changed}
    found = content["found"]
    if all(one is not None for one in moves.values()):
        still = all(moved(found, path, one or {}, contents.first_line(now[path])) for path, one in moves.items())
        return found if still else None
    from tpo_docs.files.parts import judged_again  # noqa: PLC0415 - as above

    return judged_again(memory, content, configuration, before, now)


def _packed(
    memory: Memory,
    configuration: Configuration,
    parsed: Mapping[str, tuple[SourceFile, FileContent]] | None,
    before: Mapping[str, tuple[tuple[str, int], Record]],
) -> dict[str, Record] | None:
    """What the changed files hold now; None where one cannot be read, or is another page now."""
    from tpo_docs import contents  # noqa: PLC0415 - as above
    from tpo_docs.model import SourceFile  # noqa: PLC0415 - as above
    from tpo_docs.parse import parse_file  # noqa: PLC0415 - as above

    read = {} if parsed is None else dict(parsed)
    for path, data in memory.store.read(before if parsed is None else ()):
        if isinstance(data, str):
            return None
        file = SourceFile(path, data, *before[path][0])
        read[path] = file, parse_file(file, configuration)
    found = {}
    for path, (place, _) in before.items():
        file, content = read[path]
        if place != (file.docs_path, file.source):
            return None
        found[path] = contents.pack(content, file)
    return found
