from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment
from mkdocs.theme import Theme

from tpo_docs.site.navigation import is_long, merge_navigation, navigation, shorten, trim
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
    assert navigation([("Home", "index.md")]) == [{"Home": "index.md"}]  # type: ignore[list-item]  # as the test says


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


def test_a_navigation_of_many_pages_is_long() -> None:
    section = NavEntry("Stories", tuple(NavEntry(f"STY-{number}", f"{number}.md") for number in range(60)))
    assert is_long([NavEntry("Items", (section,))])
    assert not is_long([NavEntry("Items", (NavEntry("Stories", "items/story.md"),))])


@pytest.mark.parametrize(
    ("chosen", "features"),
    [
        (None, ["navigation.prune"]),
        (["toc.follow"], ["toc.follow", "navigation.prune"]),
        (["navigation.prune"], ["navigation.prune"]),
        (["navigation.expand"], ["navigation.expand"]),
    ],
)
def test_a_long_navigation_is_shortened_unless_the_user_wants_it_open(
    chosen: list[str] | None, features: list[str]
) -> None:
    theme = Theme(name="material")
    theme["features"] = chosen
    shorten(theme)
    assert theme["features"] == features


def test_the_indentation_of_templates_is_left_out_unless_some_are_the_users(tmp_path: Path) -> None:
    template = "<ul>\n    {% for name in 'ab' %}\n    <li>{{ name }}\n    {% endfor %}\n</ul>"
    for theme, shown in (
        (Theme(name="material"), "<ul>\n    <li>a\n    <li>b\n</ul>"),
        (
            Theme(name="material", custom_dir=str(tmp_path)),
            "<ul>\n    \n    <li>a\n    \n    <li>b\n    \n</ul>",
        ),
    ):
        environment = Environment(autoescape=True)
        trim(environment, theme)
        assert environment.from_string(template).render() == shown
