"""Puts a built folder into the site as a version with its aliases: file by file, and so that a later run can finish it.

What is to be done is written into a journal first; from then on every step can be done again without harm. Whoever
comes next finishes a journal that is still there (`recover`) before anything else is built.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from tpo_docs.site.errors import SiteError
from tpo_docs.site.journal import Plan, change_of, read_journal, write_journal
from tpo_docs.site.published import Place, There, entries_of, present, walk
from tpo_docs.site.putting import Published, carry_out
from tpo_docs.site.stage import read_stamps
from tpo_docs.site.versions import Version, for_audience, merge, write_versions


class Built(NamedTuple):
    """A folder that is complete and waits to be published."""

    folder: Path
    digests: Mapping[str, str]
    """Its files; what is not named stays behind."""
    rest: Iterable[str] | None = None
    """What is there and not named, where somebody has looked."""


def publish(  # noqa: PLR0913 - what to publish and as what; the rest by name
    built: Built,
    place: Place,
    version: str,
    aliases: Iterable[str],
    say: Callable[[str], None] = lambda _: None,
    audience: str = "",
    *,
    there: There | None = None,
) -> Published:
    """Makes `site/<version>/` and its aliases hold what was built, and tells the selector; takes files from `built`.

    `there` is what the folder of the version was found to hold when the build began, where somebody has looked.
    """
    entries = entries_of(place, say)
    versions = for_audience(merge(entries, version, aliases), version, audience)
    entry = next(entry for entry in versions if entry.version == version)
    for name in (version, *entry.aliases):
        _refuse_foreign(place, name, entries)
    if not os.path.lexists(place.site / version):
        _left_alone(built)
    found = {alias: present(place, alias) for alias in entry.aliases}
    found[version] = there if there is not None else present(place, version)
    plan = Plan(
        str(built.folder),
        version,
        change_of(built.digests, found[version]),
        {alias: change_of(built.digests, found[alias]) for alias in entry.aliases},
        write_versions(versions).decode(),
    )
    write_journal(place, plan)
    return carry_out(place, plan, {name: dict(one.stamps) for name, one in found.items()}, say)


def _left_alone(built: Built) -> None:
    """Takes what is not to be published out of a folder that can go to its place as a whole."""
    rest = built.rest
    if rest is None:
        rest = [path for path, _ in walk(built.folder) if path not in built.digests]
    for path in rest:
        (built.folder / path).unlink(missing_ok=True)


def recover(place: Place, say: Callable[[str], None] = lambda _: None) -> None:
    """Finishes what an earlier run has begun to publish and was not allowed to finish."""
    plan = read_journal(place)
    if plan is None:
        return
    say(f"finishing the publication of {plan.version}, which was interrupted")
    stamps = {name: read_stamps(place.stamps(name)) for name in (plan.version, *plan.aliases)}
    carry_out(place, plan, stamps, say)


def _refuse_foreign(place: Place, name: str, entries: Iterable[Version]) -> None:
    """An alias of an earlier day may be mike's symbolic link; it becomes a folder. Other people's folders stay."""
    folder = place.site / name
    known = {known for entry in entries for known in (entry.version, *entry.aliases)}
    versions = {entry.version for entry in entries}
    if folder.is_symlink() and (name in versions or name not in known):
        raise SiteError(f"{place.site.name}/{name} is a symbolic link; tpo-docs does not write through it")
    if name in known or not folder.exists() or place.stamps(name).exists():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise SiteError(
            f"{place.site.name}/{name} exists and is no version that versions.json knows: "
            "move it away, or choose another name or another site folder"
        )
