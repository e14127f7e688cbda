"""The schema compiled from a profile: types, fields, links, needs and ids."""

from __future__ import annotations

import pytest

from tpo_docs import profile
from tpo_docs.model import Category
from tpo_docs.schema import VALUES, Need, compile_schema, default_schema, parse_field, parse_need, profile_data

SCHEMA = default_schema()


def test_the_default_profile_has_its_types() -> None:
    assert list(SCHEMA.types) == [
        "goal", "requirement", "epic", "story", "spec", "test", "decision", "release", "risk", "metric", "feedback",
        "party", "term", "clause",
    ]  # fmt: skip


def test_the_starter_profile_has_no_link_to_a_type_that_it_lacks() -> None:
    starter = default_schema("starter")
    assert set(starter.types) == set(profile.STARTER)
    for role in starter.roles.values():
        for source, target in role.pairs:
            assert {source, target} <= {*starter.types, "*", "="}


@pytest.mark.parametrize("spec", SCHEMA.types.values(), ids=lambda spec: spec.name)
def test_a_type_is_whole(spec) -> None:  # type: ignore[no-untyped-def]  # TypeSpec, by its values
    assert spec.draft_status in spec.workflow
    assert spec.workflow[spec.draft_status] in {Category.DRAFT, Category.AGREED}
    assert Category.DEAD in spec.workflow.values()
    assert all(field.value in VALUES for field in spec.fields.values())
    assert set(spec.needs) <= {*spec.kinds, "*"}
    if spec.prefix:
        assert spec.expression.match(spec.next_id(7).replace("{slug}", "mvp"))
        assert SCHEMA.type_of_id(spec.next_id(7).replace("{slug}", "mvp")) == spec.name


@pytest.mark.parametrize(
    ("written", "need"),
    [
        ("test", Need("test")),
        ("spec/rollout?", Need("spec", "rollout", advice=True)),
        ({"criteria": "test"}, Need("test", per_criterion=True)),
    ],
)
def test_a_need_is_read_and_said(written: object, need: Need) -> None:
    assert parse_need(written) == need
    assert str(need).replace("criteria: ", "") == (written["criteria"] if isinstance(written, dict) else written)


def test_a_field_may_be_a_word_a_list_or_a_mapping() -> None:
    assert parse_field("a", "date").value == "date"
    assert parse_field("a", ["party"]).many
    long = parse_field("a", {"value": "integer", "min": 1, "max": 5, "required": ["user"]})
    assert (long.minimum, long.maximum, long.is_required("user"), long.is_required("bug")) == (1, 5, True, False)
    choice = parse_field("a", {"choices": {"security": ["secure"]}})
    assert (choice.choice("Secure"), choice.choice("SECURITY"), choice.choice("x")) == ("security", "security", "")


@pytest.mark.parametrize("text", ["REQ-1", "REQ-0007", "REL-2027.1", "REL-mvp", "BACK-100.1", "STY-012/AC1"])
def test_an_id_at_the_start_of_a_text_is_found_whole(text: str) -> None:
    types, links = profile_data("tpo")
    schema = compile_schema({**types, "task": {"prefix": "BACK"}}, links)
    found = schema.any_id.match(f"{text}: more")
    assert found is not None
    assert found[0] == text.partition("/")[0]


def test_an_inverse_keyword_is_the_same_link_the_other_way() -> None:
    assert SCHEMA.keyword_of("requirement", "realized_by") == ("realizes", True)
    assert SCHEMA.keyword_of("story", "realizes") == ("realizes", False)
    assert SCHEMA.keyword_of("decision", "scope") is None  # a field of decisions, a link keyword elsewhere
    assert SCHEMA.keyword_of("release", "scope") == ("release", True)


def test_what_a_role_allows() -> None:
    assert SCHEMA.roles["supersedes"].allows("spec", "spec")
    assert not SCHEMA.roles["supersedes"].allows("spec", "story")
    assert SCHEMA.roles["relates"].allows("term", "risk")
    assert SCHEMA.roles["specifies"].targets("spec", SCHEMA.types) == ("requirement", "story")
