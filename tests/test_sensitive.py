"""What is found by its form, and what only looks a little like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpo_docs.sensitive import MARK, Sort, cleaned, hits


def _found(text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in hits(text)]


@pytest.mark.parametrize(
    "text",
    [
        "anna.smith@example.com",
        "müller@exämple.de",
        "bob+tag@sub.example.co.uk",
        r"anna\@example.com",
        r"anna\_b@example.com",
        "anna%40example.com",
        "anna&#64;example.com",
        "anna&commat;example.com",
        "anna (at) example.com",
        "anna [at] example [dot] com",
        "anna＠example.com",
    ],
)
def test_an_address_is_found_however_it_is_written(text: str) -> None:
    for around in ("write to {} now", "mailto:{}.", "<{}>", "**{}**, or", '"{}"'):
        assert [hit.sort for hit in hits(around.format(text))] == [Sort.EMAIL]
        assert text[1:] not in cleaned(around.format(text))


@pytest.mark.parametrize(
    "text",
    [
        "+49 30 1234567",
        "+1 (555) 010-9999",
        "+44 20 7946 0958",
        "+4930123456",
        "0049 30 1234567",
        "030 1234567",
        "0171/1234567",
        "(030) 1234567",
        "(555) 010-9999",
        "555-010-9999",
        "555.010.9999",
    ],
)
def test_a_telephone_number_is_found(text: str) -> None:
    for around in ("call {} now", "{}", "Tel. {}, or", "(see {})", "{} and 5 others"):
        assert Sort.TELEPHONE in [hit.sort for hit in hits(around.format(text))]
        assert text[-4:] not in cleaned(around.format(text))


@pytest.mark.parametrize("text", ["tel: 555-0123", "Phone 5550123", "fax: 12345-67", "Telefon 99887"])
def test_a_short_number_counts_behind_a_word_that_says_so(text: str) -> None:
    assert [hit.sort for hit in hits(text)] == [Sort.TELEPHONE]
    assert hits(text.split(maxsplit=1)[1]) == ()


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
        ("the token ghp_abcdefghijklmnopqrstuvwxyz0123456789.", "ghp_abcdefghijklmnopqrstuvwxyz0123456789"),
        ("password: hunter2!", "hunter2!"),
        ('api_key = "abc123def456"', "abc123def456"),
        ("Das Passwort lautet Sommer2027", "Sommer2027"),
        ("Authorization: Bearer abcdefghijklmnop12345", "abcdefghijklmnop12345"),
        ("PIN: 4711", "4711"),
        ("https://hooks.slack.com/services/T000/B000/XXXX", "https://hooks.slack.com/services/T000/B000/XXXX"),
        ("postgres://app:s3cr3t@db/x", "s3cr3t"),
        ("wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY12", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY12"),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
        ),
    ],
)
def test_something_like_a_secret_is_found(text: str, secret: str) -> None:
    assert _found(text) == [secret]
    assert hits(text)[0].sort is Sort.SECRET


@pytest.mark.parametrize(
    "text",
    [
        "2027-03-01 to 2027-04-01, 01/02/2027, 2027-03-01T09:00:00Z",
        "REQ-001, v1.0.2, EIP-1559, ISO/IEC 25010:2023",
        "1 500 000 barrels, 10.000.000, 5 000 000 000, +10 000 000, EUR 200,000, +20 %",
        "16:00-17:00, 8-10 hours, 100-200 items, 192.168.10.1",
        "@types/node@1.2.3 actions/checkout@v4.1 git@v2 icon@2x.png @name",
        "commit 5098ff5a1b2c3d4e5f60718293a4b5c6d7e8f901",
        "The password must have twelve characters. Password: at least twelve characters.",
        "token: see [[SPEC-001]]; secret: never; a token is a word; PIN is entered",
        "TestOfTheVeryLongNameWithManyWordsInItself",
        "https://example.org/a/b?c=d#e and src/very/long/path/to/some/file_with_name_01.py",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert _found(text) == []
    assert cleaned(text) == text


def test_what_is_allowed_stays_however_it_is_spaced() -> None:
    text = "help@shop.example, anna@team.example, +49 (30) 1234-567, bob@shop.example"
    allow = ["Help@Shop.example", "@team.example", "+49 30 1234567"]
    assert cleaned(text, allow) == f"help@shop.example, anna@team.example, +49 (30) 1234-567, {MARK}"


@given(st.text(alphabet=" \n\tab@.+-/()0123456789:=_%&#;AT", max_size=200))
def test_cleaning_keeps_the_lines_and_needs_no_second_pass(text: str) -> None:
    clean = cleaned(text)
    assert clean.count("\n") == text.count("\n")
    assert all(hit.sort is not Sort.EMAIL for hit in hits(clean))
