"""Briefings: a page for each audience that fits on one sheet, to be handed out or read aloud; and the list of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from markupsafe import Markup

from tpo_docs.audience import hidden
from tpo_docs.exposure import exposure, is_grave
from tpo_docs.model import Category, Edition, Item, Page, Review, natural
from tpo_docs.pages import proofs
from tpo_docs.pages.chips import missing_words
from tpo_docs.pages.planning import trends
from tpo_docs.pages.planning.sheet import (
    Piece,
    Section,
    Sheet,
    Tile,
    bar,
    empty,
    grid,
    listed,
    note,
    plain,
    said,
    state,
    tiles,
)
from tpo_docs.places import BACKLOG, BRIEFINGS, RISKS, STAKEHOLDERS, Places, briefing_page, release_page
from tpo_docs.planning import decisions, goals, rollout, stakeholders
from tpo_docs.planning import releases as facts
from tpo_docs.planning.backlog import backlog, team_of
from tpo_docs.planning.chronicle import lives
from tpo_docs.planning.goals import BAD, GOOD
from tpo_docs.planning.outlook import outlook
from tpo_docs.planning.plan import plan
from tpo_docs.planning.stakeholders import Wait
from tpo_docs.titles import title_text

AUDIENCES = {
    "sponsor": ("Briefing for sponsors", "Whether the goals move, when releases come, and what has to be decided."),
    "client": ("Briefing for clients", "What is new, what comes next and when, and what is needed of you."),
    "teams": ("Briefing for teams", "What we aim at, what comes next for whom, and how a story gets done."),
}
"""Audience → title and purpose of its page."""
_FEW, _SOME = 4, 6
_NEWS = 90
"""Days for which something finished is news."""
_WORK = frozenset(("bug", "enabler", "spike", "debt"))
"""Kinds of stories that are no news to clients."""
_CLIENTS = frozenset(("client", "org", "person", "role"))
_ASKED = (Wait.APPROVE, Wait.ANSWER, Wait.DECIDE)

_Maker = Callable[["_Briefing"], Iterator[Section]]


def pages(review: Review, places: Places, edition: Edition) -> Iterator[Page]:
    """A page for each audience and the list of them, where there is anything planned."""
    project = review.project
    if not any(item.living for item in project.of_type("release", "goal")) or not project.has_type("story"):
        return
    sheet = Sheet(review, places, edition, BRIEFINGS)
    yield sheet.finish(sheet.words("Briefings"), _list(sheet))
    for audience, (title, _) in AUDIENCES.items():
        sheet = Sheet(review, places, edition, briefing_page(audience))
        briefing = _Briefing(sheet, audience)
        yield sheet.finish(sheet.words(title), briefing.sections(_MAKERS[audience]))


def _list(sheet: Sheet) -> Iterator[Section]:
    say = sheet.words
    rows = [
        sheet.link(briefing_page(audience), say(title)) + Markup("<br>") + plain(say(purpose))
        for audience, (title, purpose) in AUDIENCES.items()
    ]
    yield Section("", (listed(rows), note(say("Each fits on one sheet of paper: print it from your browser."))))


class _Briefing:
    """One of these pages being made."""

    def __init__(self, sheet: Sheet, audience: str) -> None:
        self.sheet = sheet
        self.project = sheet.project
        self.say = sheet.words
        public = self.project.configuration.disclosure.audiences[0]
        # A sheet for clients holds nothing that only others may read, whoever builds the site.
        self.closed = hidden(self.project, public).ids if audience == "client" else frozenset[str]()

    def sections(self, make: _Maker) -> Iterator[Section]:
        shown = [section for section in make(self) if section.pieces]
        head = Markup('<span class="tpo-briefing">{}</span>').format(self.say("As of {day}", day=self.project.today))
        yield Section("", (said(head),))
        if not shown:
            yield Section("", (empty(self.say("There is nothing to say yet.")),))
        yield from shown

    def open(self, items: Iterable[Item]) -> list[Item]:
        """Those that the audience may read."""
        return [item for item in items if item.id not in self.closed]

    def active(self) -> Item | None:
        """The release in work, else the next one."""
        some = [item for item in facts.releases(self.project) if item.category is not Category.DONE]
        some = self.open(some)
        doing = [item for item in some if item.category is Category.DOING]
        agreed = [item for item in some if item.category is Category.AGREED and item.date("target") is not None]
        return next(iter((*doing, *agreed)), None)

    def words_of(self, item: Item) -> Markup:
        """An item in plain words, with a link to it."""
        told = item.text("plain")
        if not told:
            return self.sheet.titled(item)
        return Markup(self.sheet.links.inline(told)) + Markup(" ") + self.sheet.ref(item)

    # ---- pieces -------------------------------------------------------------------------------------------------

    def release_table(self, most: int) -> Piece:
        say = self.say
        rows = []
        some = [item for item in facts.releases(self.project) if item.category is not Category.DONE]
        for release in self.open(some)[:most]:
            seen = outlook(self.project, release)
            likely = str(seen.p85) if seen.p85 is not None and seen.open else "–"
            if seen.queue is not None:
                likely = str(max(seen.queue.p85, seen.p85 or date.min))
            rows.append(
                (
                    self.sheet.link(release_page(release.id), title_text(release.title) or release.id),
                    release.text("target") or "–",
                    state("failed", likely) if seen.misses else likely,
                    f"{len(facts.stories_of(self.project, release)) - seen.open}/{len(facts.stories_of(self.project, release))}",
                )
            )
        heads = (say("Release"), say("Target date"), say("Likely by (85 %)"), say("Stories done"))
        return grid(say("Releases"), heads, rows, (3,)) if rows else empty(say("No release is planned."))

    def news(self, most: int) -> list[Item]:
        """User stories that were finished of late, the latest first."""
        since = date.fromordinal(max(1, self.project.today.toordinal() - _NEWS))
        found = []
        for item in self.open(self.project.of_type("story")):
            life = lives(self.project).get(item.id)
            finished = life.finished if life is not None and item.category is Category.DONE else None
            if finished is not None and finished >= since and item.kind not in _WORK:
                found.append((finished, item))
        return [item for _, item in sorted(found, key=lambda one: (-one[0].toordinal(), natural(one[1])))][:most]


def _sponsor(page: _Briefing) -> Iterator[Section]:
    say, sheet, project = page.say, page.sheet, page.project
    living = [goal for goal in project.of_type("goal") if goal.living and goal.committed]
    readings = {goal.id: goals.key_results(project, goal) for goal in living}
    judged = {name: goals.verdict_of(some) for name, some in readings.items() if some}
    active = page.active()
    seen = outlook(project, active) if active is not None else None
    open_risks = [item for item in project.of_type("risk") if item.living and item.category is not Category.DONE]
    high = [item for item in open_risks if is_grave(project, item)]
    waiting = [item for item in decisions.undecided(project) if item.category is Category.REVIEW]
    some = [
        Tile(f"{sum(one in GOOD for one in judged.values())}/{len(judged)}", say("goals reached or on track"))
        if judged
        else Tile(str(len(living)), say("goals")),
        Tile(
            str(len(high)),
            say("open risks with {count} or more", count=project.configuration.rules.risk_threshold),
            "",
            "missing" if high else "quiet",
        ),
        Tile(str(len(waiting)), say("decisions to take"), "", "missing" if waiting else "quiet"),
    ]
    if seen is not None and seen.probability is not None and active is not None:
        text = say("chance that {release} is done by {day}", release=active.id, day=seen.target)
        some.insert(1, Tile(f"{round(100 * seen.probability)} %", text, "", "missing" if seen.misses else ""))
    yield Section("", (tiles(*some),))
    if living:
        worst = sorted(living, key=lambda goal: (_weight(judged.get(goal.id)), natural(goal)))
        rows = [
            (
                sheet.titled(goal),
                trends.verdict(sheet, judged[goal.id]) if goal.id in judged else "–",
                _progress(sheet, readings[goal.id]),
            )
            for goal in worst[:_SOME]
        ]
        heads = (say("Goal"), say("Verdict"), say("Key results"))
        yield Section(say("Where the goals stand"), (grid(say("Where the goals stand"), heads, rows),))
    yield Section(say("When releases come"), (page.release_table(_FEW),))
    if open_risks:
        ordered = sorted(open_risks, key=lambda item: (-(exposure(item) or 0), natural(item)))
        entries = [
            page.words_of(item) + Markup(' <span class="tpo-note">{}</span>').format(_exposed(say, item))
            for item in ordered[:_FEW]
        ]
        yield Section(say("What could hurt"), (listed(entries), said(sheet.link(RISKS, say("All risks")))))
    if waiting:
        yield Section(say("What has to be decided"), (listed(page.words_of(item) for item in waiting[:_FEW]),))


def _client(page: _Briefing) -> Iterator[Section]:
    say, sheet, project = page.say, page.sheet, page.project
    out = [item for item in page.open(facts.releases(project)) if item.category is Category.DONE]
    if out:
        last = out[-1]
        early = facts.variance(last)
        text = page.words_of(last)
        when = last.text("released") or last.text("target")
        text += plain(f" ({when})") if when else ""
        weeks = round(2 * early) if early is not None else 0
        if weeks > 0:
            text += plain(
                " "
                + (say("That was 1 week early.") if weeks == 1 else say("That was {count} weeks early.", count=weeks))
            )
        yield Section(say("What you have"), (said(text),))
    news = page.news(_SOME)
    if news:
        title = say("New in the last {days} days", days=_NEWS)
        yield Section(title, (listed(page.words_of(item) for item in news),))
    active = page.active()
    if active is not None:
        stories = page.open(facts.stories_of(project, active))
        coming = [item for item in stories if item.category is not Category.DONE and item.kind not in _WORK]
        ends = {one.entry.item.id: one.end for one in plan(project).planned}
        coming.sort(key=lambda item: (ends.get(item.id, date.max), natural(item)))
        if coming:
            yield Section(
                say("What comes next, with {release}", release=active.id),
                (listed(page.words_of(item) for item in coming[:_SOME]),),
            )
    yield Section(say("When releases come"), (page.release_table(_FEW),))
    waves = [wave for wave in rollout.waves(project) if wave.on is not None and wave.on >= project.today]
    waves = [wave for wave in waves if wave.release.id not in page.closed][:_FEW]
    if waves:
        rows = [
            (str(wave.on), wave.name, Markup(", ").join(sheet.who(site) for site in wave.sites) or "–")
            for wave in waves
        ]
        heads = (say("Day"), say("Wave"), say("Sites"))
        yield Section(say("Who moves when"), (grid(say("Who moves when"), heads, rows),))
    asked = list(_asked(page))
    if asked:
        more = said(sheet.link(STAKEHOLDERS, say("All that waits for somebody")))
        yield Section(say("What is needed of you"), (listed(asked[:_SOME]), *((more,) if len(asked) > _SOME else ())))


def _teams(page: _Briefing) -> Iterator[Section]:
    say, sheet, project = page.say, page.sheet, page.project
    active = page.active()
    if active is not None:
        aims = [project.items[name] for name in facts.goals_of(project, active)][:_FEW]
        lead = page.words_of(active) + plain(f" {active.text('target')}")
        yield Section(say("What we aim at"), (said(lead), *((listed(map(page.words_of, aims)),) if aims else ())))
    placed = {one.entry.item.id: one for one in plan(project).planned}
    entries = sorted(backlog(project).entries, key=lambda entry: entry.item.category is not Category.DOING)
    if entries:
        rows = []
        for entry in entries[: 2 * _FEW]:
            one = placed.get(entry.item.id)
            team = team_of(entry.item)
            when = f"{one.start} – {one.end}" if one is not None else "–"
            rows.append((sheet.titled(entry.item), sheet.who(team) if team else "–", sheet.status(entry.item), when))
        heads = (say("Item"), say("Team"), say("Status"), say("From and to"))
        pieces = (grid(say("In work and next"), heads, rows), said(sheet.link(BACKLOG, say("The whole backlog"))))
        yield Section(say("In work and next"), pieces)
    if active is not None:
        lacking = [step for step in facts.readiness(project, active) if step.kind in ("missing", "proof")][:_FEW]
        if lacking:
            shown = [sheet.titled(step.item) + plain(": ") + _lack(sheet, step) for step in lacking]
            yield Section(say("What is missing for {release}", release=active.id), (listed(shown),))
    adopt = [one for one in decisions.adoptions(project) if one.open][:_FEW]
    if adopt:
        shown = [
            page.words_of(one.decision) + plain(": ") + Markup(", ").join(sheet.who(team) for team in one.open)
            for one in adopt
        ]
        yield Section(say("Decisions to take over"), (listed(shown),))
    yield Section(say("How a story gets done"), tuple(_process(page)))


def _process(page: _Briefing) -> Iterator[Piece]:
    """The workflow of stories with how many are where, and what one needs before it is done."""
    say, project = page.say, page.project
    spec = project.schema.types.get("story")
    if spec is None:
        return
    stories = project.of_type("story")
    steps = [
        Markup("{} <strong>{}</strong>").format(say(name), sum(item.status == name for item in stories))
        for name, category in spec.workflow.items()
        if category is not Category.DEAD
    ]
    yield said(Markup(" → ").join(steps))
    needs = spec.needs_of("user")
    wanted = [
        say("a test for each criterion") if need.per_criterion else say(need.type) for need in needs if not need.advice
    ]
    if wanted:
        yield note(say("A story needs: {what}.", what=", ".join(wanted)))


def _lack(sheet: Sheet, step: facts.Step) -> Markup:
    if step.proof is not None:
        return sheet.with_links(proofs.step_words(step.proof, sheet.words, of=step.item.id))
    return sheet.with_links(missing_words(step.missing, sheet.words, of=step.item.id)) if step.missing else plain("–")


def _asked(page: _Briefing) -> Iterator[Markup]:
    seen: set[tuple[str, str]] = set()
    for one in stakeholders.waiting(page.project):
        party = page.project.items.get(one.party)
        if party is None or party.kind not in _CLIENTS or one.kind not in _ASKED or one.item.id in page.closed:
            continue
        if (one.kind, one.item.id) in seen or party.id in page.closed:
            continue
        seen.add((one.kind, one.item.id))
        about = (
            Markup(page.sheet.links.inline(one.what)) + Markup(" ") + page.sheet.ref(one.item)
            if one.what
            else page.sheet.titled(one.item)
        )
        text = page.sheet.who(party.id) + plain(f": {page.say(one.kind.value)}, ") + about
        yield text + (plain(f" ({one.due})") if one.due is not None else Markup())


def _weight(found: goals.Verdict | None) -> int:
    """0 for what is worst."""
    return 0 if found in BAD else 1 if found is goals.Verdict.AT_RISK else 3 if found in GOOD else 2


def _progress(sheet: Sheet, readings: Sequence[goals.Reading]) -> Markup:
    mean = goals.mean_progress(tuple(readings))
    if mean is None:
        return plain(sheet.words("not measured"))
    percent = goals.percent(mean)
    return bar(percent, 100, sheet.words("reached"), f"{percent} %")


def _exposed(say: Callable[..., str], item: Item) -> str:
    found = exposure(item)
    return say("exposure {number}", number=int(found)) if found is not None else say("not judged")


_MAKERS: dict[str, _Maker] = {"sponsor": _sponsor, "client": _client, "teams": _teams}
