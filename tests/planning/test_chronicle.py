"""What became of stories, after each source, and the numbers of delivery that follow from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import TODAY, case, messages
from tests.planning.pages import rendered
from tpo_docs import tracker
from tpo_docs.disclosure import restricted
from tpo_docs.model import Category, Chronicle, Edit, Move, Review
from tpo_docs.planning import delivery
from tpo_docs.planning.chronicle import chronicle, lives
from tpo_docs.planning.delivery import percentile


def _stories(count: int, status: str = "done", start: int = 1) -> str:
    return "".join(
        f'```yaml title="STY-{number}.md"\n---\nid: STY-{number}\ntitle: Story {number}\nstatus: {status}\n---\n```\n'
        for number in range(start, start + count)
    )


def _with(review: Review, found: Chronicle) -> Review:
    """The same, told by Git."""
    return replace(review, project=replace(review.project, archive=lambda: found, _derived={}))


def _day(text: str) -> date:
    return date.fromisoformat(f"2027-{text}")


def _move(item: str, on: str, category: str, *, first: bool = False) -> Move:
    return Move(item, _day(on), Category(category) if category else None, first, "story")


def _git(*moves: Move, edits: tuple[Edit, ...] = (), first: str = "01-01") -> Chronicle:
    return Chronicle("git", moves, edits, _day(first), _day("02-28"))


_EXPORT = """
```yaml title="tpo-docs.yml"
history: {export: records/tracker.csv, statuses: {Shipped: done}}
```
"""


def _tracker(rows: str, name: str = "csv") -> Review:
    text = _EXPORT.replace("tracker.csv", f"tracker.{name}")
    return case(f'{text}```text title="records/tracker.{name}"\n{rows}\n```\n{_stories(3)}').review()


def test_a_trackers_export_says_when_stories_were_begun_and_finished() -> None:
    rows = "ID,Status,Date,Other\nSTY-1,In Progress,2027-01-05,x\nsty-1,Shipped,2027-01-08,\nSTY-2,done,2027-01-11T10:00\nABC-9,Done,2027-01-12\n"
    review = _tracker(rows)
    found = chronicle(review.project)
    assert (found.source, found.strange, found.first, found.last) == ("tracker", 1, _day("01-05"), _day("01-12"))
    assert [(cycle.item, cycle.days) for cycle in delivery.cycles(review.project)] == [("STY-1", 4)]
    assert lives(review.project)["STY-2"].finished == _day("01-11")
    assert messages(review, "TPO006") == []


def test_an_export_may_be_json_or_have_semicolons() -> None:
    rows = '[{"id": "STY-1", "status": "Closed", "date": "2027-01-08"}]'
    assert lives(_tracker(rows, "json").project)["STY-1"].finished == _day("01-08")
    assert lives(_tracker("id;status;date\nSTY-1;closed;2027-01-08").project)["STY-1"].finished == _day("01-08")


@pytest.mark.parametrize(
    ("rows", "name", "says"),
    [
        ("id,status,date\nSTY-1,done,2027-02-30", "csv", "the row has no date: '2027-02-30'"),
        ("id,status,date\nSTY-1,wonky,2027-02-03", "csv", "the row has the unknown status 'wonky'"),
        ("id,status,date\n,done,2027-02-03", "csv", "the row names no item"),
        ("id,date\nSTY-1,2027-02-03", "csv", "the export has no column `status`"),
        ("{", "json", "the export is no JSON"),
        ("{}", "json", "the export is no list"),
        ("[3]", "json", "the row names no item"),
    ],
)
def test_a_broken_export_is_a_finding_and_the_pages_still_come(rows: str, name: str, says: str) -> None:
    review = _tracker(rows, name)
    assert messages(review, "TPO006") == [says]
    assert "The history is empty" in rendered(review)["planning/delivery.md"]


def test_an_item_may_be_known_to_the_tracker_by_another_name() -> None:
    files = (
        _EXPORT
        + """
```text title="records/tracker.csv"
id,status,date
ERP-7,done,2027-01-08
ERP-8,done,2027-01-09
STY-0,done,2027-01-10
```
```yaml title="STY-1.md"
---
id: STY-1
external: {jira: ERP-7}
aliases: [STY-0]
---
```
```yaml title="STY-2.md"
---
id: STY-2
external: {jira: https://jira.example.com/browse/ERP-8}
---
```
"""
    )
    found = lives(case(files).review().project)
    assert {name: str(life.finished) for name, life in found.items()} == {"STY-1": "2027-01-08", "STY-2": "2027-01-09"}


def test_the_configuration_names_the_source() -> None:
    files = _stories(1) + '```json title="/records/snapshots.jsonl"\n{"at": "2027-02-01", "finished": ["STY-1"]}\n```\n'
    found = _git(_move("STY-1", "01-04", "agreed", first=True), _move("STY-1", "01-20", "done"))
    assert chronicle(_with(case(files).review(), found).project).source == "snapshots"
    configured = f'```yaml title="tpo-docs.yml"\nhistory: {{source: git}}\n```\n{files}'
    assert chronicle(_with(case(configured).review(), found).project).source == "git"


def test_what_was_finished_before_anything_is_known_is_no_throughput() -> None:
    found = _git(
        _move("STY-1", "01-04", "done", first=True),
        _move("STY-2", "01-04", "doing", first=True),
        _move("STY-2", "01-20", "done"),
    )
    project = _with(case(_stories(2)).review(), found).project
    assert sum(delivery.throughput(project)) == 1


def test_a_story_counts_once_however_often_it_is_finished() -> None:
    moves = (
        _move("STY-1", "01-04", "doing"),
        _move("STY-1", "01-06", "done"),
        _move("STY-1", "01-11", "doing"),
        _move("STY-1", "01-20", "done"),
    )
    project = _with(case(_stories(1)).review(), _git(*moves)).project
    assert lives(project)["STY-1"].finished == _day("01-20")
    assert [cycle.days for cycle in delivery.cycles(project)] == [17]
    open_again = _with(case(_stories(1, "in-progress")).review(), _git(*moves[:3])).project
    assert (lives(open_again)["STY-1"].finished, lives(open_again)["STY-1"].doing) == (None, _day("01-11"))
    assert [(one.item.id, one.days) for one in delivery.aging(open_again)] == [("STY-1", 50)]


def test_an_item_that_got_another_id_is_the_one_it_was() -> None:
    files = '```yaml title="STY-9.md"\n---\nid: STY-9\nstatus: done\naliases: [STY-1]\n---\n```\n'
    moves = (
        _move("STY-1", "01-04", "doing", first=True),
        _move("STY-1", "01-06", ""),
        _move("STY-9", "01-06", "doing", first=True),
        _move("STY-9", "01-07", "done"),
    )
    project = _with(case(files).review(), _git(*moves)).project
    assert [(move.item, str(move.on)) for move in chronicle(project).moves] == [
        ("STY-9", "2027-01-04"),
        ("STY-9", "2027-01-07"),
    ]
    assert [cycle.days for cycle in delivery.cycles(project)] == [4]


def test_weeks_run_from_monday_and_only_whole_ones_count() -> None:
    days = ("01-04", "01-10", "01-11", "02-28", "03-01")
    moves = [_move(f"STY-{number}", day, "done") for number, day in enumerate(days, start=1)]
    project = _with(case(_stories(5)).review(), _git(*moves)).project
    weeks = delivery.weeks(project)
    assert (str(weeks[0].monday), str(weeks[-1].monday)) == ("2027-01-04", "2027-02-22")
    assert delivery.throughput(project) == (2, 1, 0, 0, 0, 0, 0, 1)
    assert delivery.throughput(project, _day("01-18")) == (2, 1)


def test_nothing_is_known_of_the_weeks_after_an_old_revision() -> None:
    found = _git(_move("STY-1", "01-05", "done"))._replace(last=_day("01-20"))
    review = case(_stories(1)).review()
    assert delivery.throughput(_with(review, found).project) == (1, 0, 0, 0, 0, 0, 0, 0)
    assert delivery.throughput(_with(review, found._replace(ended=True)).project) == (1, 0, 0)


def test_work_in_progress_is_counted_at_the_end_of_each_week() -> None:
    moves = (
        _move("STY-1", "01-04", "doing"),
        _move("STY-2", "01-10", "doing"),
        _move("STY-1", "01-11", "done"),
        _move("STY-2", "01-25", "agreed"),
    )
    project = _with(case(_stories(2)).review(), _git(*moves)).project
    assert [week.doing for week in delivery.weeks(project)] == [2, 1, 1, 0, 0, 0, 0, 0]


def test_littles_law_holds_of_a_steady_flow() -> None:
    """Each Monday a story is begun that ends a fortnight later: two in work, one a week, fifteen days."""
    moves: list[Move] = []
    start = _day("01-04") - timedelta(days=140)
    for number in range(28):
        begun = start + timedelta(days=7 * number)
        moves += [Move(f"STY-{number}", begun, Category.DOING, type="story")]
        if begun + timedelta(days=14) < TODAY:
            moves += [Move(f"STY-{number}", begun + timedelta(days=14), Category.DONE, type="story")]
    found = Chronicle("git", tuple(sorted(moves, key=lambda move: move.on)), (), start, TODAY)
    project = _with(case(_stories(28)).review(), found).project
    law = delivery.little(project, 10)
    assert law is not None
    assert (law.doing, law.finished, law.expected, law.measured) == (2.0, 1.0, 14.0, 15.0)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ((15, 20, 35, 40, 50), 0.05, 15),
        ((15, 20, 35, 40, 50), 0.3, 20),
        ((15, 20, 35, 40, 50), 0.4, 20),
        ((15, 20, 35, 40, 50), 0.5, 35),
        ((15, 20, 35, 40, 50), 1.0, 50),
        ((7,), 0.85, 7),
    ],
)
def test_percentiles_are_those_of_the_nearest_rank(values: tuple[int, ...], share: float, expected: int) -> None:
    """The cases of the method's usual example."""
    assert percentile(values, share) == expected


@given(st.lists(st.integers(1, 400), min_size=1), st.floats(0.01, 1.0))
def test_a_percentile_is_a_value_that_so_many_do_not_pass(values: list[int], share: float) -> None:
    found = percentile(sorted(values), share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6
    assert sum(value < found for value in values) < share * len(values) + 1e-6


def test_volatility_is_what_moved_by_what_there_was() -> None:
    files = "".join(f'```yaml title="REQ-{number}.md"\n---\nid: REQ-{number}\n---\n```\n' for number in range(1, 6))
    moves = [
        Move(f"REQ-{number}", _day("01-04"), Category.DRAFT, first=True, type="requirement") for number in range(1, 5)
    ]
    moves += [
        Move("REQ-5", _day("02-03"), Category.DRAFT, first=True, type="requirement"),
        Move("REQ-4", _day("02-04"), Category.DEAD, type="requirement"),
        Move("REQ-4", _day("02-05"), None, type="requirement"),
    ]
    found = _git(
        *moves, edits=(Edit("REQ-1", _day("02-10"), "requirement"), Edit("REQ-2", _day("02-11"), "requirement"))
    )
    project = _with(case(files).review(), found).project
    assert [
        (str(month.first), month.added, month.changed, month.removed, month.base, month.volatility)
        for month in delivery.months(project)
    ] == [("2027-02-01", 1, 2, 1, 4, 1.0)]


def test_the_page_of_delivery_says_where_its_numbers_come_from_and_what_is_not_known() -> None:
    review = case(_stories(3)).review()
    page = rendered(review)["planning/delivery.md"]
    assert "There is no history: no tracker" in page
    shallow = Chronicle("git", (), (), _day("02-20"), _day("02-20"), "shallow")
    assert (
        "This is a shallow clone, with not enough history" in rendered(_with(review, shallow))["planning/delivery.md"]
    )


def test_a_story_in_work_longer_than_most_took_is_marked() -> None:
    moves: list[Move] = []
    for number in range(1, 11):
        moves += [_move(f"STY-{number}", "02-01", "doing"), _move(f"STY-{number}", "02-05", "done")]
    moves.append(_move("STY-20", "02-05", "doing"))
    files = _stories(10) + _stories(1, "in-progress", 20)
    page = rendered(_with(case(files).review(), _git(*moves)))["planning/delivery.md"]
    assert "older than 85 % took" in page
    assert "From the statuses in Git's commits, 2027-01-01 to 2027-03-01." in page.replace("&#39;", "'").replace(
        "&#x27;", "'"
    )


def test_an_audience_is_told_nothing_of_what_it_does_not_see() -> None:
    files = (
        '```yaml title="STY-1.md"\n---\nid: STY-1\nstatus: done\n---\n```\n'
        '```yaml title="STY-2.md"\n---\nid: STY-2\nstatus: done\naudience: internal\n---\n```\n'
    )
    found = _git(_move("STY-1", "02-02", "done"), _move("STY-2", "02-03", "done"), _move("STY-3", "02-03", "done"))
    seen = restricted(_with(case(files).review(), found), "public").project
    assert [move.item for move in chronicle(seen).moves] == ["STY-1"]
    assert sum(delivery.throughput(seen)) == 1


@given(
    st.binary() | st.text().map(lambda text: f"id,status,date\n{text}".encode()), st.sampled_from(["a.csv", "a.json"])
)
def test_no_export_breaks_the_reader(data: bytes, path: str) -> None:
    rows, unread = tracker.read(data, path, {}, {})
    assert list(rows) == sorted(rows, key=lambda row: row.on)
    assert all(problem.line >= 1 and problem.reason for problem in unread)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40), st.sampled_from([*Category, None]))))
def test_whatever_was_moved_makes_sense(moves: list[tuple[int, int, Category | None]]) -> None:
    """Begun before finished, no story in work and finished at once, and as many finished as the weeks say."""
    start = _day("01-04") - timedelta(days=7)
    found = tuple(
        Move(f"STY-{number}", start + timedelta(days=day), category, type="story") for number, day, category in moves
    )
    told = Chronicle("git", tuple(sorted(found, key=lambda move: move.on)), (), start, TODAY)
    project = _with(case(_stories(3)).review(), told).project
    for life in lives(project).values():
        assert life.started is None or life.started >= life.seen
        assert life.doing is None or life.finished is None
    finished = sum(life.finished is not None for life in lives(project).values())
    assert sum(delivery.throughput(project)) == finished
    assert all(week.doing >= 0 for week in delivery.weeks(project))
    assert all(cycle.days >= 1 for cycle in delivery.cycles(project))
