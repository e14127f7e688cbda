from __future__ import annotations

from tpo_docs.site.navigation import merge_navigation, navigation
from tpo_docs.site.tree import NavEntry

OURS = navigation(
    [
        NavEntry("Home", "index.md"),
        NavEntry("Items", (NavEntry("Goals", "items/goal.md"), NavEntry("Stories", "items/story.md"))),
    ]
)


def test_titles_are_escaped_since_the_theme_prints_them_as_they_are() -> None:
    entries = [NavEntry("<img onerror=x> & co", "a.md")]
    assert navigation(entries) == [{"&lt;img onerror=x&gt; &amp; co": "a.md"}]


def test_plain_pairs_will_do() -> None:
    assert navigation([("Home", "index.md")]) == [{"Home": "index.md"}]  # type: ignore[list-item]


def test_ours_is_all_there_is_if_the_user_has_none() -> None:
    assert merge_navigation(None, OURS) is OURS


def test_the_users_entries_come_first_and_no_page_twice() -> None:
    users = [{"Start": "index.md"}, "guide.md", {"Elsewhere": "https://example.org"}]
    assert merge_navigation(users, OURS) == [
        *users,
        {"Items": [{"Goals": "items/goal.md"}, {"Stories": "items/story.md"}]},
    ]


def test_a_section_of_the_same_title_is_filled_up() -> None:
    users = [{"Items": ["items/story.md", {"Mine": "mine.md"}]}]
    assert merge_navigation(users, OURS) == [
        {"Items": ["items/story.md", {"Mine": "mine.md"}, {"Goals": "items/goal.md"}]},
        {"Home": "index.md"},
    ]
    assert users == [{"Items": ["items/story.md", {"Mine": "mine.md"}]}]


def test_a_section_that_would_be_empty_goes() -> None:
    users = [{"All": ["items/goal.md", "items/story.md", "index.md"]}]
    assert merge_navigation(users, OURS) == users
