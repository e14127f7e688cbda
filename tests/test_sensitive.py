"""What is found by its form, and what only looks a little like it."""

from __future__ import annotations

import time

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
    "token",
    [
        "ASIAIOSFODNN7EXAMPLE",
        "ghs_abcdefghijklmnop",
        f"github_pat_{'a1' * 10}",
        f"glpat-{'a1' * 8}",
        f"glsoat-{'a1' * 8}",
        "xoxb-1234567890",
        f"AIza{'a1' * 15}",
        "rk_test_1234567890",
        f"sk-{'a1' * 10}",
        f"npm_{'a1' * 15}",
        f"pypi-{'a1' * 10}",
        f"dop_v1_{'a1' * 16}",
        f"SG.{'a1' * 8}.{'b2' * 8}",
        f"hf_{'a1' * 15}",
        f"ya29.{'a1' * 10}",
        f"hvs.{'a1' * 10}",
        f"ATATT3{'a1' * 10}",
        "eyJabcdefgh.eyJabcdefgh.sign",
        "https://discordapp.com/api/webhooks/12/ab",
        "https://firm.webhook.office.com/webhookb2/a@b",
        f"AGE-SECRET-KEY-1{'A1' * 20}",
        f"dapi{'a1' * 16}",
        f"shppa_{'a1' * 16}",
        f"whsec_{'a1' * 10}",
        f"dckr_pat_{'a1' * 10}",
        f"sntryu_{'a1' * 8}",
        f"PMAK-{'a1' * 12}",
    ],
)
def test_each_form_of_a_token_is_found_where_nothing_else_hints_at_it(token: str) -> None:
    assert _found(f"It is {token} there") == [token]


@pytest.mark.parametrize("key", ["AccountKey=", "SharedAccessKey=", "sharedaccesskey=", "sig=", "SIG="])
def test_the_key_of_a_cloud_is_found_behind_its_name(key: str) -> None:
    assert _found(f"It is;{key}{'a1' * 10}; there") == ["a1" * 10]


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


@pytest.mark.parametrize(
    "text",
    [
        "ann.miller@tarnfield-energy.co.uk",
        "mailto:bob_o'neil@sub.example.museum",
        "j.müller@straße.de",
        '"jane doe"@example.com',
        "carol (at) example (dot) com",
        "dave at example dot com",
        "erin@localhost.localdomain",
        "frank+erp@gmail.com.",
    ],
)
def test_addresses_as_people_and_pages_write_them(text: str) -> None:
    assert Sort.EMAIL in [hit.sort for hit in hits(text)]


@pytest.mark.parametrize(
    "text",
    [
        "+49 (0)40 1234-5678",
        "0049 40 12345678",
        "+1 (415) 555-2671",
        "415-555-2671",
        "(415) 555 2671",
        "020 7946 0958",
        "+44 20 7946 0958",
        "01 23 45 67 89",
        "06.12.34.56.78",
        "+33 6 12 34 56 78",
        "+47 22 12 34 56",
        "Tel 22 12 34 56",
        "0171/1234567",
        "089-12345-0",
        "call 5550199",
        "+86 138 0013 8000",
    ],
)
def test_numbers_as_countries_write_them(text: str) -> None:
    assert [hit.sort for hit in hits(text)] == [Sort.TELEPHONE]


@pytest.mark.parametrize(
    "text",
    [
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "gho_16C7e42F292c6912E7710c838347Ae178B4a",
        "AKIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "password: hunter2!",
        "Passwort lautet Sommer2027",
        'api_key="d41d8cd98f00b204e9800998ecf8427e"',
        "SECRET_KEY=django-insecure-$k2#9x!",
        "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "xoxb-123456789012-abcdefghijkl",
        "AIzaSyA1234567890abcdefghijklmnopqrstuvw",
        "sk-proj-abcdefghijklmnopqrstuvwxyz012345",
        "sk-ant-api03-abcdefghijklmnop",
        "glpat-ABCDEFGHIJ1234567890",
        "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
        "https://outlook.office.com/webhook/abc",
        "npm_abcdefghijklmnopqrstuvwxyz0123456789",
        "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ==",
        "https://x.blob.core.windows.net/c?sv=2020&sig=abcdefghijklmnopqrstuvwxyz0123%3D",
        "PIN: 4711",
        "client_secret: 8Q~abcdefghijkl",
        "TWILIO SK0123456789abcdef0123456789abcdef",
        "1234567890:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc",
        "AGE-SECRET-KEY-1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQ",
        "PMAK-5f0f7b1234567890abcdef12-1234567890abcdef1234567890abcdef12",
        "dapi1234567890abcdef1234567890abcdef",
        "shpat_1234567890abcdef1234567890abcdef",
        "rk_live_abcdefghijklmnopqrst",
        "whsec_abcdefghijklmnopqrstuvwxyz012345",
        "dckr_pat_abcdefghijklmnopqrstuvwxyz0",
        "sntrys_eyJpYXQiOjE2OTM4",
    ],
)
def test_secrets_as_services_hand_them_out(text: str) -> None:
    assert Sort.SECRET in [hit.sort for hit in hits(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Release 2027.03.01 is out",
        "2027-03-01 to 2027-04-12",
        "The build took 123,456.78 seconds",
        "ISO/IEC/IEEE 29148:2018",
        "DIN EN 61508-3:2010",
        "192.168.178.24",
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        "commit 3c6305d8f0a1b2c3d4e5f60718293a4b5c6d7e8f",
        "sha256 9b6365144a34",
        "REQ-004, STY-012/AC1 and TEST-021",
        "@STY-012.AC1",
        "npm install @types/node@20.11.5",
        "uses: actions/checkout@v4",
        "the password is reset every 90 days",
        "a secret ballot",
        "the token expires after 15 minutes",
        "api key rotation: quarterly",
        "version 1.2.3.4567",
        "EUR 1 234 567.89",
        "invoice 2027-000123",
        "IBAN-like account groups",
        "550e8400-e29b-41d4-a716-446655440000",
        "chapter 4.2.1.3",
        "10 000 000 items in 3 000 ms",
        "0.5 - 1.5 %",
        "01.03.2027 - 31.05.2027",
        "12:30:45.123456",
        "59.9139, 10.7522",
        "GPS 59°54′50″N 10°45′08″E",
        "ISBN 978-3-16-148410-0",
        "order number 4500012345",
        "well NO 15/9-19 SR",
        "A4: 210 x 297",
        "pin: see the handbook",
        "key: value",
        "Basic authentication is refused",
        "[email](mailto:)",
        "user@host is the form of a login",
        "$HOME/.ssh/id_rsa",
        "token: str",
        "password_hash: bcrypt",
        "ThisIsAVeryLongCamelCaseNameOfAClassForTesting",
        "tests/test_split.py::test_subtotal_of_each_office_2027",
        "call 24 hours a day",
        "Tel Aviv 2027",
        "phone numbers have 8 to 15 digits",
        "price per call: 0.05",
    ],
)
def test_what_projects_write_all_day_is_none(text: str) -> None:
    assert _found(text) == []


@pytest.mark.no_cover  # what is timed is not traced
def test_a_long_run_of_names_is_looked_at_once() -> None:
    """Where an address might begin at each of them: no search goes to the end of the text from each."""
    start = time.process_time()
    assert hits("eyJ " + "a." * 50_000) == ()
    assert time.process_time() - start < 2
