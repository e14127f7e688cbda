"""The configuration: what is understood, and what is said of the rest."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpo_docs import config
from tpo_docs.config import Configuration, FieldMap, LinkMap, SourceSpec, TypeMap
from tpo_docs.model import Category
from tpo_docs.options import OPTIONS, Option
from tpo_docs.schema import default_schema


def read(text: str) -> Configuration:
    found = config.read(text, "tpo-docs.yml")
    assert found.unread == ()
    return found


def told(text: str) -> list[tuple[int, int, str, str]]:
    found = config.read(text, "tpo-docs.yml")
    return [(problem.line, problem.column, problem.reason, problem.mend) for problem in found.unread]


def test_without_a_file_the_default_profile_holds() -> None:
    assert config.default().schema == default_schema()
    assert read("").schema == default_schema()
    assert read("profile: starter").schema == default_schema("starter")
    assert [source.path for source in config.default().sources] == ["specs"]


def test_plain_options() -> None:
    found = read("version: 1.10\ntoday: 2027-03-01\nrequire: [risk]\nsite: {items_in_navigation: 50, suggest_url: x}\n")
    assert (found.version, found.today, found.require) == ("1.10", date(2027, 3, 1), ("risk",))
    assert (found.site.items_in_navigation, found.site.suggest_url) == (50, "x")


def test_sources_in_their_short_and_long_form() -> None:
    found = read("sources:\n  - specs/\n  - path: ../more\n    to: extra\n    include: '*.md'\n    exclude: [a, b]\n")
    assert found.sources == (
        SourceSpec("specs", line=2, column=5),
        SourceSpec("../more", "extra", ("*.md",), ("a", "b"), line=3, column=5),
    )


def test_a_mapping_in_its_long_form() -> None:
    (source,) = read(
        """
sources:
  - path: eips
    map:
      id: {field: eip, format: "EIP-{}"}
      type: {field: type, values: {Meta: decision}, default: requirement, folders: {old: story}}
      kind: {default: functional}
      title: {field: name, default: "{id}"}
      status: {field: state, values: {Final: agreed}, default: review}
      links: {requires: {role: depends_on, split: ";"}, replaces: supersedes}
      fields: {author: owner}
      ignore: [created]
"""
    ).sources
    assert source.map == FieldMap(
        id_field="eip",
        id_format="EIP-{}",
        type=TypeMap("type", {"Meta": "decision"}, {"old": "story"}, "requirement"),
        kind=TypeMap(default="functional"),
        title_field="name",
        title_default="{id}",
        status_field="state",
        statuses={"Final": Category.AGREED},
        status_default=Category.REVIEW,
        links={"requires": LinkMap("depends_on", ";"), "replaces": LinkMap("supersedes")},
        fields={"author": "owner"},
        ignore=frozenset({"created"}),
    )


def test_a_mapping_in_its_short_form() -> None:
    (source,) = read(
        "sources: [{path: x, map: {id: key, type: story, title: name, links: {needs: depends_on}}}]"
    ).sources
    assert source.map == FieldMap(
        id_field="key", type=TypeMap(default="story"), title_field="name", links={"needs": LinkMap("depends_on")}
    )


def test_an_id_from_the_file_name() -> None:
    (source,) = read("sources: [{path: x, map: {id: {from: filename, pattern: '^\\d+'}}}]").sources
    assert source.map is not None
    assert (source.map.id_pattern, source.map.id_field) == (r"^\d+", "")


def test_types_are_changed_added_and_taken_away() -> None:
    schema = read(
        """
types:
  story:
    prefix: US
    kinds: [user, chore]
    workflow: {todo: agreed, done: done}
    fields: {size: {value: choice, choices: [s, m]}, estimate: off, watchers: [party]}
    needs: {user: [spec, {criteria: test}], chore: []}
  hazard: {prefix: HAZ, id: "HAZ-{n:02}", fields: {level: integer}}
  epic: {enabled: false}
"""
    ).schema
    story = schema.types["story"]
    assert (story.prefix, story.kinds, story.draft_status) == ("US", ("user", "chore"), "todo")
    assert story.fields["size"].choice("M") == "m"
    assert (story.fields["watchers"].many, story.fields["watchers"].value) == (True, "party")
    assert "estimate" not in story.fields
    assert "want" in story.fields
    assert [str(need) for need in story.needs_of("user")] == ["spec", "criteria: test"]
    assert schema.type_of_id("HAZ-07") == "hazard"
    assert schema.types["hazard"].next_id(7) == "HAZ-07"
    assert "epic" not in schema.types
    assert not schema.roles["parent"].allows("story", "epic")


def test_links_are_changed_added_and_taken_away() -> None:
    schema = read(
        """
links:
  realizes: {from: story, to: [requirement, goal], max: 2, min: {user: 1}}
  causes: {from: risk, to: risk, inverse: caused_by, acyclic: true, says: [causes, is caused by]}
  relates: {enabled: false}
"""
    ).schema
    realizes = schema.roles["realizes"]
    assert realizes.allows("story", "goal")
    assert (realizes.maximum, dict(realizes.minimum), realizes.traced) == (2, {"user": 1}, True)
    assert schema.keywords["caused_by"] == ("causes", True)
    assert "relates" not in schema.roles


def test_rules_and_their_ramp() -> None:
    rules = read(
        "rules: {select: TPO2, severity: {TPO305: off}, ramp: {draft: [1, 3], review: all}, feedback_days: 10}"
    ).rules
    assert (rules.select, rules.severity, rules.feedback_days) == (("TPO2",), {"TPO305": "off"}, 10)
    assert (rules.ramp["draft"], rules.ramp["review"], rules.ramp["dead"]) == (frozenset("13"), None, frozenset("12"))


def test_a_view_knows_where_its_query_stands() -> None:
    (view,) = read("views:\n  - name: Open\n    query: type:story\n").views
    assert (view.name, view.query, view.line, view.column) == ("Open", "type:story", 3, 12)
    assert view.columns == ("id", "title", "status", "owner")


@pytest.mark.parametrize(
    ("text", "line", "column", "reason", "mend"),
    [
        ("profle: tpo", 1, 1, "unknown option 'profle'", "write `profile`"),
        ("profile: big", 1, 10, "'big' is none of tpo, starter", ""),
        ("profile: [tpo]", 1, 10, "'profile' should be one word", ""),
        ("today: soon", 1, 8, "'soon' is not a date YYYY-MM-DD", ""),
        ("rules: {feedback_days: ten}", 1, 24, "'ten' is not a whole number", ""),
        ("select: [TPO]", 1, 1, "unknown option 'select'", "write it below `rules`"),
        ("rules:\n  TPO313: off", 2, 3, "unknown option 'TPO313' in 'rules'", "write it below `severity`"),
        ("rules:\n  selct: [TPO]", 2, 3, "unknown option 'selct' in 'rules'", "write `select`"),
        ("rules: {severity: {TPO305: fatal}}", 1, 28, "'fatal' is none of error, warning, info, off", ""),
        ("rules: {ramp: {drafts: all}}", 1, 16, "'drafts' is no status category", "write `draft`"),
        ("sources: [{to: x}]", 1, 11, "a source needs a `path`", ""),
        ("sources: {path: x}", 1, 10, "", ""),
        ("require: [rsk]", 1, 11, "no type 'rsk'", "write `risk`"),
        ("views: [{query: x}]", 1, 9, "a view needs a `name`", ""),
        ("types: {story: {id: STORY}}", 1, 17, "the id pattern 'STORY' has neither {n} nor {slug}", ""),
        (
            "types: {story: {fields: {size: txt}}}",
            1,
            26,
            "'txt' is none of text, date, number, integer, boolean, party, file, group, choice",
            "",
        ),
        ("types: {story: {needs: {usr: [test]}}}", 1, 25, "'usr' is no kind of story", "write `user`"),
        ("types: {story: {needs: {user: [tst]}}}", 1, 32, "no type 'tst' to need", ""),
        ("types: {story: {prefix: REQ}}", 1, 17, "the prefix 'REQ' belongs to type requirement already", ""),
        ("links: {causes: {from: rsk, to: risk}}", 1, 18, "no type 'rsk'", "write `risk`"),
        ("links: {causes: {pairs: [[risk]]}}", 1, 26, "a pair is [from, to]", ""),
        (
            "sources: [{path: x, map: {links: {needs: dependson}}}]",
            1,
            35,
            "no link role 'dependson'",
            "write `depends_on`",
        ),
        ("sources: [{path: x, map: {type: stroy}}]", 1, 27, "no type 'stroy'", "write `story`"),
        ("sources: [{path: x, map: {id: {from: filename, pattern: '('}}}]", 1, 48, "", ""),
        (
            "sources: [{path: x, map: {id: {field: a, format: EIP}}}]",
            1,
            42,
            "the format has no {} for the field's value",
            "",
        ),
        ("a: [", 1, 4, "", ""),
        ("- a", 1, 1, "", ""),
    ],
)
def test_a_mistake_is_named_at_its_place_and_the_rest_counts(
    text: str, line: int, column: int, reason: str, mend: str
) -> None:
    found = config.read(f"{text}\nversion: kept" if not text.startswith(("a:", "- ")) else text, "tpo-docs.yml")
    first = found.unread[0] if found.unread else None
    if reason == "" and first is None:
        return
    assert first is not None
    assert first.about == "configuration"
    if reason:
        assert (first.line, first.column, first.reason) == (line, column, reason)
        assert first.mend.startswith(mend)
        assert found.version == "kept"


YAML = st.recursive(
    st.sampled_from(["x", "1", "tpo", "story", "", "[", "{n}", "2027-01-01", "off", "*"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "profile",
                    "types",
                    "links",
                    "sources",
                    "rules",
                    "views",
                    "site",
                    "story",
                    "realizes",
                    "fields",
                    "needs",
                    "map",
                    "id",
                    "from",
                    "min",
                ]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(YAML)
def test_anything_in_a_configuration_is_read_or_named(value: object) -> None:
    found = config.read(_written(value), "tpo-docs.yml")
    assert found.schema.types is not None
    assert all(problem.line >= 1 and problem.column >= 1 and problem.reason for problem in found.unread)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_named(text: str) -> None:
    assert config.read(text, "tpo-docs.yml").sources


_WORDS = st.sampled_from(
    ["a", "story", "goal", "REQ", "realizes", "=", "*", "text", "choice", "spec?", "5", "true", "", "{n}"]
)
_SMALL = st.recursive(
    st.none() | _WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_WORDS, inner, max_size=2),
    max_leaves=4,
)


def _below(option: Option) -> st.SearchStrategy[object]:
    """Values for an option: of the shape that it asks for, and of any other."""
    right: st.SearchStrategy[object] = _WORDS
    if option.value == "group":
        right = st.fixed_dictionaries({}, optional={child.name: _below(child) for child in option.children})
    elif option.value == "list":
        right = st.lists(_below(option.entry), max_size=2)
    elif option.value == "map":
        right = st.dictionaries(_WORDS, _below(option.entry), max_size=2)
    return right | _SMALL


@settings(deadline=None, max_examples=300)
@given(_below(OPTIONS))
def test_any_value_of_any_option_is_read_or_named_with_a_way_out(value: object) -> None:
    for problem in config.read(_written(value), "tpo-docs.yml").unread:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.reason
        assert problem.mend, problem.reason


def _written(value: object) -> str:
    import json  # noqa: PLC0415 - JSON is YAML

    return json.dumps(value)


def test_a_source_names_a_folder_from_the_root() -> None:
    found = config.read("sources:\n  - /srv/specs\n  - path: C:/specs\n  - to: x\n  - ../specs/\n", "tpo-docs.yml")
    assert [source.path for source in found.sources] == ["../specs"]
    assert [(problem.line, problem.reason) for problem in found.unread] == [
        (2, "'/srv/specs' is a path of one machine"),
        (3, "'C:/specs' is a path of one machine"),
        (4, "a source needs a `path`"),
    ]


@pytest.mark.parametrize(
    "said", ["durch {ID}", "durch {", "durch {0}", "durch {id.real}", "durch {id!r}", "durch {id:9999999999}"]
)
def test_a_word_that_cannot_be_filled_in_is_left_out_and_named(said: str) -> None:
    written = f"site:\n  words:\n    'through {{id}}': '{said}'\n    Gaps: 'Lücken {{'\n    'no {{what}}': '{{what}} fehlt, {{{{ja}}}}'\n"
    found = config.read(written, "tpo-docs.yml")
    assert found.site.words == {"Gaps": "Lücken {", "no {what}": "{what} fehlt, {{ja}}"}
    (problem,) = found.unread
    assert (problem.line, problem.column) == (3, 5)
    assert problem.reason == f"'{said}' cannot stand for 'through {{id}}': only {{id}} is filled in"
    assert problem.mend == "write {id} in it"


_VERSION = "begin with a letter or digit, and use only letters, digits and . _ - + ~ (no `..`)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'version: "../x"',
            (1, 10, "'../x' cannot be a version: it becomes a folder and a part of the address", _VERSION),
        ),
        ("version: con", (1, 10, "'con' cannot be a version: it becomes a folder and a part of the address", _VERSION)),
        (
            "priority:\n  formula: value / estimate\n",
            (
                2,
                3,
                "'formula' counts only with the framework 'formula', and this one is 'wsjf'",
                "write `framework: formula`, or take `formula` out",
            ),
        ),
        (
            "priority: {framework: rice, weights: {value: 2}}",
            (
                1,
                29,
                "'weights' counts only with the framework 'scorecard', and this one is 'rice'",
                "write `framework: scorecard`, or take `weights` out",
            ),
        ),
        (
            "priority: {framework: rice, ice: mean}",
            (
                1,
                29,
                "'ice' counts only with the framework 'ice', and this one is 'rice'",
                "write `framework: ice`, or take `ice` out",
            ),
        ),
    ],
)
def test_an_option_without_effect_is_said(text: str, said: tuple[int, int, str, str]) -> None:
    assert told(text) == [said]


def test_a_chain_of_types_that_are_not_is_said() -> None:
    assert told("site:\n  chain: [gaol, requirement]\n") == [(2, 11, "no type 'gaol'", "write `goal`")]


_OWN_WORD = "write a word of its own, as `verified_by` is for `verifies`"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "types: {story: {fields: {size: {value: choice}}}}",
            (1, 26, "a choice needs `choices`, a list of words", "write `choices: [small, large]`"),
        ),
        (
            "links: {pays: {from: story, to: goal, inverse: realized_by}}",
            (1, 39, "'realized_by' is a word of the link 'realizes' already", _OWN_WORD),
        ),
        (
            "links: {pays: {from: story, to: goal, inverse: pays}}",
            (1, 39, "'pays' is a word of the link 'pays' already", _OWN_WORD),
        ),
        (
            "types: {story: {fields: {size: {value: group, fields: 5}}}}",
            (1, 26, "'fields' is no mapping", "write `name: text` lines below it"),
        ),
        (
            "types: {story: {fields: {size: {choices: small}}}}",
            (1, 26, "'choices' is no list", "write `choices: [small, large]`"),
        ),
        (
            "types: {story: {fields: {size: {choices: {small: 1}}}}}",
            (
                1,
                26,
                "'choices' has no list of other words behind a word",
                "write `choices: {small: [s], large: [l]}`",
            ),
        ),
        (
            "links: {realizes: {says: [does]}}",
            (1, 20, "`says` has two texts, one for each direction", "write `[pays for, is paid by]`"),
        ),
        (
            "links: {realizes: {pairs: [[story]]}}",
            (1, 28, "a pair is [from, to]", "write two types, as in `[story, goal]`"),
        ),
        ("views: [5]", (1, 9, "entry 1 of 'views' should be a mapping", "write `name: value` lines below it")),
        ("rules: {feedback_days: soon}", (1, 24, "'soon' is not a whole number", "write digits alone, such as `30`")),
    ],
)
def test_types_and_links_that_cannot_be_are_said(text: str, said: tuple[int, int, str, str]) -> None:
    assert told(text) == [said]
