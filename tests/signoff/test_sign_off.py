"""Sign-off without Git: from a pack over a client's answers to the ledger."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from tests.cli.conftest import Run, run  # noqa: F401 - a fixture
from tests.test_git import Repo
from tpo_docs.cli.app import app
from tpo_docs.records.ledger import PATH

_CONFIG = """today: 2027-03-01
types: {requirement: {needs: {business: []}, approvals: {approved: [{role: client}]}}}
"""
_REQUIREMENT = (
    "---\nid: REQ-00{}\ntitle: {}\nkind: business\nstatus: {}\nowner: sam\nsource: harbour\n"
    "rationale: They ask.\nplain: In plain words.\n---\nThe shop shall take {}.\n"
)
_STORY = (
    "---\nid: STY-001\ntitle: Choose\nkind: debt\nstatus: ready\nowner: sam\nrealizes: REQ-001\n---\n"
    "## Acceptance criteria\n- **AC1** It is shown.\n- **AC2** It is *kept*.\n"
)
_UAT = (
    "---\nid: TEST-001\ntitle: Two ways\nkind: uat\nstatus: active\nowner: sam\nverifies: STY-001\n"
    "steps: ['Open the shop → the door opens', Look around]\n---\n"
)
_PARTIES = "harbour: {kind: client, title: Harbour Oil}\nsam: {kind: person, title: Sam}\n"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Two requirements that a client must approve, and an acceptance test."""
    repo = Repo(tmp_path / "project")
    repo.write("tpo-docs.yml", _CONFIG)
    repo.write("mkdocs.yml", "site_name: The shop\n")
    repo.write("specs/REQ-001.md", _REQUIREMENT.format(1, "Pay by invoice", "approved", "coins"))
    repo.write("specs/REQ-002.md", _REQUIREMENT.format(2, "=1+1 Formulas", "proposed", "=HYPERLINK(1)"))
    repo.write("specs/STY-001.md", _STORY)
    repo.write("specs/TEST-001.md", _UAT)
    repo.write("specs/parties.yml", _PARTIES)
    repo.commit("One")
    monkeypatch.chdir(repo.folder)
    return repo


def _ledger(repo: Repo) -> list[dict[str, Any]]:
    file = repo.folder / PATH
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def _codes(run: Run) -> list[str]:  # noqa: F811
    found = json.loads(run("check", "--format", "json").out)["findings"]
    return [finding["code"] for finding in found if finding["code"].startswith(("TPO8", "TPO9"))]


def _fill(path: str, answers: dict[str, tuple[str, str]]) -> None:
    """Fills the spreadsheet in as a client would: looks for the row by what stands in it, and writes two cells."""
    book = load_workbook(path)
    sheet = book["Sign-off"]
    head = {sheet.cell(5, column).value: column for column in range(1, sheet.max_column + 1)}
    for row in range(6, sheet.max_row + 1):
        shown = f"{sheet.cell(row, 1).value} {sheet.cell(row, 3).value}"
        for name, (verdict, comment) in answers.items():
            if name in shown:
                sheet.cell(row, head["Your verdict"]).value = verdict
                sheet.cell(row, head["Comment"]).value = comment
    book.save(path)


def _answers(page: str, verdicts: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """What the script of a page saves for these answers, by item or check."""
    meta = json.loads(re.search(r'id="meta">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    rows = []
    for found in re.finditer(r"<fieldset[^>]*?data-name.*?>", page, re.DOTALL):
        row = dict(re.findall(r'data-([a-z]+)="([^"]*)"', found[0]))
        verdict, comment = verdicts.get(row["check"] or row["item"], ("", ""))
        rows.append({**{key: row[key] for key in row if key != "name"}, "verdict": verdict, "comment": comment})
    return {**meta, "answers": rows}


def test_from_approval_over_a_change_and_a_spreadsheet_to_the_ledger(repo: Repo, run: Run) -> None:  # noqa: F811
    assert run("approve", "REQ-001", "--as", "harbour", "--today", "2027-01-04").status == 0
    assert run("approve", "STY-001", "--as", "sam", "--today", "2027-01-04").status == 0
    assert _codes(run) == ["TPO903"]
    repo.commit("Approved")
    repo.write("specs/REQ-001.md", _REQUIREMENT.format(1, "Pay by invoice", "approved", "cards"))
    repo.commit("Edited")
    assert _codes(run) == ["TPO802", "TPO803", "TPO903"]
    settle = ("accept", "STY-001", "--role", "realizes", "--from", "REQ-001", "--as", "sam", "--reason", "fits")
    assert "text: The shop shall take [-coins.-] {+cards.+}" in run(*settle).out
    assert _codes(run) == ["TPO802", "TPO903"]

    done = run("pack", "--for", "harbour", "--format", "xlsx", "--output", "pack.xlsx")
    assert (done.status, done.out) == (0, "pack.xlsx: 2 items for harbour\n")
    assert done.err == "1 acceptance test waits too: --uat\n"
    _fill(
        "pack.xlsx", {"REQ-001": ("approved", "cards it is"), "REQ-002": ("Changes  Requested", "=cmd|' /C calc'!A0")}
    )
    refused = run("unpack", "pack.xlsx")
    assert (refused.status, refused.err.splitlines()) == (
        2,
        ["tpo-docs: nothing was written: --yes writes without asking, --dry-run only shows"],
    )
    before = _ledger(repo)
    shown = run("unpack", "pack.xlsx", "--dry-run")
    assert shown.status == 0
    assert _ledger(repo) == before
    done = run("unpack", "pack.xlsx", "--yes")
    assert done.status == 0
    assert re.sub(r"text \w+", "text …", done.out) == (
        "harbour on the pack of 2027-03-01:\n"
        "  REQ-001 approved by harbour, text …: cards it is\n"
        "  REQ-002 changes requested by harbour, text …: =cmd|' /C calc'!A0\n"
        "wrote 2 lines to records/reviews.jsonl; commit it\n"
    )
    last = _ledger(repo)[-2:]
    assert [(line["item"], line["verdict"], line["party"], line["role"]) for line in last] == [
        ("REQ-001", "approved", "harbour", "client"),
        ("REQ-002", "changes-requested", "harbour", "client"),
    ]
    assert _codes(run) == ["TPO903"]
    again = run("unpack", "pack.xlsx", "--yes")
    assert "2 answers are in the ledger already\nnothing to write" in again.out.replace("  2", "2")
    assert len(_ledger(repo)) == len(before) + 2


def test_what_has_changed_since_is_refused_with_the_difference_and_the_rest_is_taken(repo: Repo, run: Run) -> None:  # noqa: F811
    run("pack", "--for", "harbour", "--output", "pack.html")
    page = Path("pack.html").read_text(encoding="utf-8")
    repo.write("specs/REQ-001.md", _REQUIREMENT.format(1, "Pay by invoice", "approved", "cards"))
    given = _answers(page, {"REQ-001": ("approved", ""), "REQ-002": ("approved", "")})
    Path("answers.json").write_text(json.dumps(given), encoding="utf-8")
    done = run("unpack", "answers.json", "--yes")
    assert done.status == 1
    assert (
        "  REQ-001 is refused (answer 1): its text has changed since the pack was made\n"
        "    text: The shop shall take [-coins.-] {+cards.+}\n"
    ) in done.out
    assert [line["item"] for line in _ledger(repo)] == ["REQ-002"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda rows: rows[0].update(verdict="maybe"), "'maybe' is no verdict; there are approved, changes requested"),
        (lambda rows: rows[0].update(item="REQ-002"), "the row is not as it was handed out"),
        (lambda rows: rows[0].update(fingerprint="0" * 12), "the row is not as it was handed out"),
        (lambda rows: rows[0].update(upstream="supports:GOAL-001=x"), "the row is not as it was handed out"),
        (lambda rows: rows.append(dict(rows[0])), "there are several answers for it"),
        (lambda rows: rows[0].update(verdict="", comment="Well"), "there is a comment and no verdict"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named(
    repo: Repo,
    run: Run,  # noqa: F811
    change: Callable[[list[dict[str, Any]]], object],
    says: str,
) -> None:
    run("pack", "--for", "harbour", "--output", "pack.html")
    given = _answers(Path("pack.html").read_text(encoding="utf-8"), {"REQ-001": ("approved", "")})
    change(given["answers"])
    Path("answers.json").write_text(json.dumps(given), encoding="utf-8")
    done = run("unpack", "answers.json", "--yes")
    assert done.status == 1
    assert says in done.out
    assert _ledger(repo) == []


def test_an_item_that_is_gone_or_dead_is_refused(repo: Repo, run: Run) -> None:  # noqa: F811
    run("pack", "--for", "harbour", "--output", "pack.html")
    given = _answers(
        Path("pack.html").read_text(encoding="utf-8"), {"REQ-001": ("approved", ""), "REQ-002": ("approved", "")}
    )
    Path("answers.json").write_text(json.dumps(given), encoding="utf-8")
    (repo.folder / "specs/REQ-002.md").unlink()
    repo.write("specs/REQ-001.md", _REQUIREMENT.format(1, "Pay by invoice", "retired", "coins"))
    done = run("unpack", "answers.json", "--yes")
    assert "REQ-001 is refused (answer 1): it is retired by now" in done.out
    assert "REQ-002 is refused (answer 2): there is no such item any more" in done.out


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.json", b"{}", "a.json holds no answers to a pack"),
        ("a.json", b"[1]", "a.json is no returned pack"),
        ("a.json", b'{"schema": "tpo-docs/answers/1", "answers": 5}', "a.json holds no list of answers"),
        ("a.json", b'{"schema": "tpo-docs/answers/1"', "a.json is no JSON that can be read"),
        ("a.html", b"<html><script id=answers>{}</script>", "a.html is no page that `tpo-docs pack` has written"),
        ("a.pdf", b"%PDF-1.7", "a.pdf is a PDF: verdicts on paper are recorded by `tpo-docs approve`"),
        ("a.xlsx", b"PK\x03\x04 broken", "a.xlsx is broken, or no spreadsheet"),
        ("a.txt", b"", "a.txt is no returned pack"),
    ],
)
def test_a_foreign_file_is_one_line(repo: Repo, run: Run, name: str, data: bytes, says: str) -> None:  # noqa: F811
    Path(name).write_bytes(data)
    done = run("unpack", name, "--yes")
    assert (done.status, done.out) == (2, "")
    assert done.err == f"tpo-docs: {says}\n"


def test_a_spreadsheet_of_somebody_elses_is_one_line(repo: Repo, run: Run) -> None:  # noqa: F811
    from openpyxl import Workbook  # noqa: PLC0415

    Workbook().save("other.xlsx")
    assert "other.xlsx is a spreadsheet that `tpo-docs pack` has not written" in run("unpack", "other.xlsx").err


def test_the_page_as_it_was_sent_has_no_answers(repo: Repo, run: Run) -> None:  # noqa: F811
    run("pack", "--for", "harbour", "--output", "pack.html")
    assert "is the page as it was sent, without answers" in run("unpack", "pack.html", "--yes").err


def test_the_page_saved_with_answers_is_read(repo: Repo, run: Run) -> None:  # noqa: F811
    run("pack", "--for", "harbour", "--output", "pack.html")
    page = Path("pack.html").read_text(encoding="utf-8")
    given = json.dumps(_answers(page, {"REQ-001": ("approved", "a < b & c")})).replace("<", "\\u003c")
    Path("back.html").write_text(page.replace(">null</script>", f">{given}</script>"), encoding="utf-8")
    done = run("unpack", "back.html", "--yes")
    assert done.status == 0
    assert [line["comment"] for line in _ledger(repo)] == ["a < b & c"]
    assert "1 row has no verdict" in done.out


# ---- acceptance tests -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (("passed", "passed"), ("approved", "STY-001/AC1 passed; STY-001/AC2 passed: fine")),
        (("passed", "failed"), ("changes-requested", "STY-001/AC1 passed; STY-001/AC2 failed: fine")),
        (("failed", ""), ("changes-requested", "STY-001/AC1 failed")),
        (("passed", "not tried"), None),
    ],
)
def test_the_checks_of_a_test_come_to_one_verdict(
    repo: Repo,
    run: Run,  # noqa: F811
    verdicts: tuple[str, str],
    expected: tuple[str, str] | None,
) -> None:
    assert (
        run("pack", "--for", "harbour", "--uat", "--output", "uat.xlsx").out
        == "uat.xlsx: 1 acceptance test for harbour\n"
    )
    second = (verdicts[1], "fine" if verdicts[1] else "")
    _fill("uat.xlsx", {"STY-001/AC1": (verdicts[0], ""), "STY-001/AC2": second})
    done = run("unpack", "uat.xlsx", "--yes")
    assert done.status == 0, done.out
    assert [(line["verdict"], line["comment"]) for line in _ledger(repo)] == ([expected] if expected else [])
    if expected == ("approved", "STY-001/AC1 passed; STY-001/AC2 passed: fine"):
        assert _codes(run) == ["TPO801"]


def test_a_test_that_passed_in_part_is_not_accepted(repo: Repo, run: Run) -> None:  # noqa: F811
    run("pack", "--for", "harbour", "--uat", "--output", "uat.xlsx")
    _fill("uat.xlsx", {"STY-001/AC1": ("passed", "")})
    done = run("unpack", "uat.xlsx", "--yes")
    assert (done.status, _ledger(repo)) == (1, [])
    assert "TEST-001 is refused (row 6): STY-001/AC2 has no verdict yet" in done.out


def test_a_project_that_keeps_results_has_the_clients_too(repo: Repo, run: Run) -> None:  # noqa: F811
    repo.write("records/results.jsonl", '{"case": "a::b", "result": "passed", "at": "2027-01-01T00:00:00Z"}\n')
    run("pack", "--for", "harbour", "--uat", "--output", "uat.xlsx")
    _fill("uat.xlsx", {"STY-001/AC1": ("passed", ""), "STY-001/AC2": ("failed", "It is lost")})
    assert "would write 1 result to records/results.jsonl" in run("unpack", "uat.xlsx", "--dry-run").out
    assert run("unpack", "uat.xlsx", "--yes").out.endswith("wrote 1 result to records/results.jsonl; commit it\n")
    _, row = map(json.loads, (repo.folder / "records/results.jsonl").read_text(encoding="utf-8").splitlines())
    assert (row["case"], row["result"]) == ("by hand::TEST-001", "failed")
    assert row["message"] == "STY-001/AC1 passed; STY-001/AC2 failed: It is lost"
    assert "TEST-001 failed" in run("show", "STY-001").out


def test_a_uat_pack_has_steps_and_what_should_happen(repo: Repo, run: Run) -> None:  # noqa: F811
    run("pack", "--for", "harbour", "--uat", "--output", "uat.html")
    page = Path("uat.html").read_text(encoding="utf-8")
    assert "<td>1</td><td>Open the shop</td><td>the door opens</td>" in page
    assert "<code>STY-001/AC2</code> It is <em>kept</em>." in page
    assert page.count('value="not tried"') == 2


# ---- what the files are ---------------------------------------------------------------------------------------------


def test_a_page_needs_nothing_else_and_is_escaped(repo: Repo, run: Run) -> None:  # noqa: F811
    evil = "<img src=x onerror=alert(1)> ![p](http://evil.example/p.png) [a](javascript:alert(1)) <script>alert(2)</script>"
    repo.write("specs/REQ-001.md", _REQUIREMENT.format(1, "'<b>&\"'", "approved", evil))
    run("pack", "--for", "harbour", "--output", "pack.html")
    page = Path("pack.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"<(?:img|link|iframe|base|object|embed)\b", page)
    assert not re.search(
        r"(?:src|href)\s*=\s*[\"']?(?!#)[^\"'#>]",
        re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL).replace("&lt;img src=x", ""),
    )
    assert "<script>alert" not in page
    assert "&lt;b&gt;&amp;&quot;" in page


def test_a_spreadsheet_holds_texts_locked_cells_and_a_list_of_verdicts(repo: Repo, run: Run) -> None:  # noqa: F811
    run("pack", "--for", "harbour", "--output", "pack.xlsx")
    book = load_workbook("pack.xlsx")
    sheet = book["Sign-off"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    risky = [cell for cell in cells if str(cell.value)[:1] in "=+-@"]
    assert [str(cell.value).split()[0] for cell in risky] == ["=1+1"]
    assert all(cell.quotePrefix for cell in risky)
    assert sheet.protection.sheet
    unlocked = {cell.column_letter for row in sheet.iter_rows(min_row=6) for cell in row if not cell.protection.locked}
    assert unlocked == {"F", "G"}
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ('"approved,changes requested"', "F6:F7")
    assert all(sheet.column_dimensions[letter].hidden for letter in "HIJKL")
    assert sheet.row_dimensions[4].hidden
    assert book["tpo-docs"].sheet_state == "veryHidden"


@pytest.mark.parametrize("format_", ["html", "xlsx", "pdf"])
def test_the_same_pack_has_the_same_bytes(repo: Repo, run: Run, format_: str) -> None:  # noqa: F811
    for name in ("one", "two"):
        assert run("pack", "--for", "harbour", "--output", f"{name}.{format_}").status == 0
    one = Path(f"one.{format_}").read_bytes()
    assert one == Path(f"two.{format_}").read_bytes()
    if format_ == "xlsx":
        with zipfile.ZipFile(io.BytesIO(one)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_pdf_takes_no_text_for_its_own_language(repo: Repo, run: Run) -> None:  # noqa: F811
    evil = '#panic("no") $x$ ~ @REQ-002 *b* <l> \\ #read("/etc/passwd") "'
    repo.write("specs/REQ-001.md", _REQUIREMENT.format(1, "'#panic(1) $'", "approved", evil))
    assert run("pack", "--for", "harbour", "--output", "pack.pdf").status == 0
    assert Path("pack.pdf").read_bytes()[:5] == b"%PDF-"


def test_german(repo: Repo, run: Run) -> None:  # noqa: F811
    repo.write("mkdocs.yml", "site_name: Der Laden\ntheme: {name: material, language: de}\n")
    run("pack", "--for", "harbour", "--output", "pack.html")
    page = Path("pack.html").read_text(encoding="utf-8")
    assert '<html lang="de">' in page
    assert "Zur Freigabe durch Harbour Oil" in page
    assert "Ich gebe frei" in page
    assert not re.search(
        r">[^<]*\b(?:the|your|what|changes)\b[^<]*<",
        re.sub(r"<(article|script|style)\b.*?</\1>", "", page, flags=re.DOTALL),
    )
    run("pack", "--for", "harbour", "--output", "pack.xlsx")
    book = load_workbook("pack.xlsx")
    sheet = book["Sign-off"]
    assert sheet.data_validations.dataValidation[0].formula1 == '"freigegeben,Änderungen gewünscht"'
    sheet["F6"] = "freigegeben"
    sheet["F7"] = "Änderungen gewünscht"
    book.save("pack.xlsx")
    assert run("unpack", "pack.xlsx", "--yes").status == 0
    assert [line["verdict"] for line in _ledger(repo)] == ["approved", "changes-requested"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--for", "harbor"], "--for: there is no party harbor; did you mean 'harbour'?"),
        (["--for", "harbour", "--release", "REL-1"], "--release: there is no release REL-1"),
        (["--for", "harbour", "REQ-9"], "there is no item REQ-9"),
        (["--for", "harbour", "--audience", "publik"], "'publik' is none of public, internal; did you mean 'public'?"),
        (["--for", "harbour", "--output", "specs/REQ-001.md"], "--output: specs/REQ-001.md is not written"),
    ],
)
def test_wrong_use_is_one_line(repo: Repo, run: Run, arguments: list[str], says: str) -> None:  # noqa: F811
    done = run("pack", *arguments)
    assert done.status == 2
    assert len(done.err.splitlines()) == 1
    assert says in done.err


@pytest.mark.parametrize(("format_", "module"), [("xlsx", "openpyxl"), ("pdf", "typst")])
def test_a_missing_extra_is_one_line(
    repo: Repo,
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    format_: str,
    module: str,
) -> None:
    monkeypatch.setattr("tpo_docs.cli.pack.importlib.util.find_spec", lambda _: None)
    done = run("pack", "--for", "harbour", "--format", format_)
    assert (done.status, done.err) == (
        2,
        f"tpo-docs: --format {format_} needs {module}: pip install 'tpo-docs[{format_}]'\n",
    )


def test_an_internal_item_is_in_no_pack(repo: Repo, run: Run) -> None:  # noqa: F811
    text = _REQUIREMENT.format(2, "Prices", "approved", "anna@example.com, see [[REQ-003]]")
    repo.write("specs/REQ-002.md", text)
    repo.write(
        "specs/REQ-003.md",
        _REQUIREMENT.format(3, "Secret prices", "approved", "all").replace("kind:", "audience: internal\nkind:"),
    )
    run("pack", "--for", "harbour", "--output", "pack.html")
    page = Path("pack.html").read_text(encoding="utf-8")
    assert "The shop shall take •••, see •••." in page
    assert not re.search(r"REQ-003|anna@|Secret prices", page)
    given = _answers(page, {"REQ-002": ("approved", "")})
    Path("answers.json").write_text(json.dumps(given), encoding="utf-8")
    assert run("unpack", "answers.json", "--yes").status == 0
    assert run("pack", "--for", "harbour", "--output", "pack.html").err.endswith(
        "1 item is not for public and left out\n"
    )
    assert "REQ-003 is not for the audience public" in run("pack", "--for", "harbour", "REQ-003").err
    run("pack", "--for", "harbour", "--audience", "internal", "--output", "all.html")
    assert "Secret prices" in Path("all.html").read_text(encoding="utf-8")


def test_who_may_not_sign_is_refused(repo: Repo, run: Run) -> None:  # noqa: F811
    repo.write("tpo-docs.yml", _CONFIG.replace("role: client", "role: client, independent: true"))
    repo.write(
        "specs/REQ-001.md", _REQUIREMENT.format(1, "Pay", "approved", "coins").replace("owner: sam", "owner: harbour")
    )
    run("pack", "--for", "harbour", "--output", "none.html")
    assert "REQ-001" not in Path("none.html").read_text(encoding="utf-8"), "nobody is asked for what is refused"
    run("pack", "--for", "harbour", "REQ-001", "--output", "pack.html")
    given = _answers(Path("pack.html").read_text(encoding="utf-8"), {"REQ-001": ("approved", "")})
    Path("answers.json").write_text(json.dumps(given), encoding="utf-8")
    assert "harbour owns or wrote it" in run("unpack", "answers.json", "--yes").out
    assert _ledger(repo) == []


@pytest.mark.parametrize("name", ["sign-off", "uat"])
def test_a_page_is_as_it_was(repo: Repo, run: Run, golden: Callable[[str, str], None], name: str) -> None:  # noqa: F811
    run("approve", "REQ-001", "--as", "harbour", "--today", "2027-01-04", "--comment", "coins it is")
    repo.write("specs/REQ-001.md", _REQUIREMENT.format(1, "Pay by invoice", "approved", "coins and cards"))
    run("pack", "--for", "harbour", *(["--uat"] if name == "uat" else []), "--output", "pack.html")
    page = Path("pack.html").read_text(encoding="utf-8")
    golden(f"signoff/{name}.html", re.sub(r"<(style|script)>.*?</\1>", r"<\1>…</\1>", page, flags=re.DOTALL))


@pytest.mark.parametrize(("answer", "lines"), [("y\n", 1), ("n\n", 0), ("", 0)])
def test_on_a_terminal_it_asks(
    repo: Repo,
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    lines: int,
) -> None:
    run("pack", "--for", "harbour", "--output", "pack.html")
    given = _answers(Path("pack.html").read_text(encoding="utf-8"), {"REQ-001": ("approved", "")})
    Path("answers.json").write_text(json.dumps(given), encoding="utf-8")
    monkeypatch.setattr("tpo_docs.cli.unpack._is_asked", lambda: True)
    done = CliRunner().invoke(app, ["unpack", "answers.json"], input=answer)
    assert "Write 1 line? [y/N]:" in done.output
    assert len(_ledger(repo)) == lines


def test_the_pack_of_a_release_holds_what_its_scope_serves(repo: Repo, run: Run) -> None:  # noqa: F811
    repo.write(
        "specs/REL-mvp.md",
        "---\nid: REL-mvp\ntitle: First\nkind: mvp\nstatus: planned\nowner: sam\ntarget: 2027-04-30\n---\n",
    )
    repo.write("specs/STY-001.md", _STORY.replace("owner: sam", "owner: sam\nrelease: REL-mvp"))
    repo.write("specs/REQ-003.md", _REQUIREMENT.format(3, "Pay later", "approved", "promises"))
    assert (
        run("pack", "--for", "harbour", "--release", "REL-mvp", "--output", "pack.html").out
        == "pack.html: 1 item for harbour\n"
    )
    page = Path("pack.html").read_text(encoding="utf-8")
    assert "REL-mvp First" in page
    assert re.findall(r"<article.*?<code>(.*?)</code>", page) == ["REQ-001"]
    run("approve", "REQ-001", "--as", "harbour", "--today", "2027-02-01")
    assert (
        run("pack", "--for", "harbour", "--release", "REL-mvp", "--output", "pack.html").out
        == "pack.html: nothing waits for harbour\n"
    )
    page = Path("pack.html").read_text(encoding="utf-8")
    assert "Nothing waits for your word." in page
    assert '<li><code>REQ-001</code> Pay by invoice <span class="quiet">2027-02-01</span></li>' in page
    assert run("pack", "--for", "harbour", "--uat", "--release", "REL-mvp", "--output", "u.html").out == (
        "u.html: 1 acceptance test for harbour\n"
    )


def test_what_a_party_wants_changed_waits_for_its_author_until_the_text_is_another(repo: Repo, run: Run) -> None:  # noqa: F811
    run("approve", "REQ-001", "--as", "harbour", "--verdict", "changes-requested", "--comment", "Which coins?")
    assert run("pack", "--for", "harbour", "--output", "pack.html").out == "pack.html: 1 item for harbour\n"
    repo.write("specs/REQ-001.md", _REQUIREMENT.format(1, "Pay by invoice", "approved", "old coins"))
    assert run("pack", "--for", "harbour", "--output", "pack.html").out == "pack.html: 2 items for harbour\n"
    page = Path("pack.html").read_text(encoding="utf-8")
    assert "You said: Which coins?" in page
    assert "The shop shall take <ins>old</ins> coins." in page
