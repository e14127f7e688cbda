"""What a pack is: a page, a spreadsheet or a PDF, what stands in it, and for whom."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.running import Run
from tests.signoff.shop import REQUIREMENT, STORY, answers_of, ledger_of
from tests.test_git import Repo


def test_a_page_needs_nothing_else_and_is_escaped(repo: Repo, run: Run) -> None:
    evil = "<img src=x onerror=alert(1)> ![p](http://evil.example/p.png) [a](javascript:alert(1)) <script>alert(2)</script>"
    repo.write("specs/REQ-001.md", REQUIREMENT.format(1, "'<b>&\"'", "approved", evil))
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


def test_a_spreadsheet_holds_texts_locked_cells_and_a_list_of_verdicts(repo: Repo, run: Run) -> None:
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
def test_the_same_pack_has_the_same_bytes(repo: Repo, run: Run, format_: str) -> None:
    for name in ("one", "two"):
        assert run("pack", "--for", "harbour", "--output", f"{name}.{format_}").status == 0
    one = Path(f"one.{format_}").read_bytes()
    assert one == Path(f"two.{format_}").read_bytes()
    if format_ == "xlsx":
        with zipfile.ZipFile(io.BytesIO(one)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_pdf_takes_no_text_for_its_own_language(repo: Repo, run: Run) -> None:
    evil = '#panic("no") $x$ ~ @REQ-002 *b* <l> \\ #read("/etc/passwd") "'
    repo.write("specs/REQ-001.md", REQUIREMENT.format(1, "'#panic(1) $'", "approved", evil))
    assert run("pack", "--for", "harbour", "--output", "pack.pdf").status == 0
    assert Path("pack.pdf").read_bytes()[:5] == b"%PDF-"


def test_german(repo: Repo, run: Run) -> None:
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
    assert [line["verdict"] for line in ledger_of(repo)] == ["approved", "changes-requested"]


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
def test_wrong_use_is_one_line(repo: Repo, run: Run, arguments: list[str], says: str) -> None:
    done = run("pack", *arguments)
    assert done.status == 2
    assert len(done.err.splitlines()) == 1
    assert says in done.err


@pytest.mark.parametrize(("format_", "module"), [("xlsx", "openpyxl"), ("pdf", "typst")])
def test_a_missing_extra_is_one_line(
    repo: Repo,
    run: Run,
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


def test_an_internal_item_is_in_no_pack(repo: Repo, run: Run) -> None:
    text = REQUIREMENT.format(2, "Prices", "approved", "anna@example.com, see [[REQ-003]]")
    repo.write("specs/REQ-002.md", text)
    repo.write(
        "specs/REQ-003.md",
        REQUIREMENT.format(3, "Secret prices", "approved", "all").replace("kind:", "audience: internal\nkind:"),
    )
    run("pack", "--for", "harbour", "--output", "pack.html")
    page = Path("pack.html").read_text(encoding="utf-8")
    assert "The shop shall take •••, see •••." in page
    assert not re.search(r"REQ-003|anna@|Secret prices", page)
    given = answers_of(page, {"REQ-002": ("approved", "")})
    Path("answers.json").write_text(json.dumps(given), encoding="utf-8")
    assert run("unpack", "answers.json", "--yes").status == 0
    assert run("pack", "--for", "harbour", "--output", "pack.html").err.endswith(
        "1 item is not for public and left out\n"
    )
    assert "REQ-003 is not for the audience public" in run("pack", "--for", "harbour", "REQ-003").err
    run("pack", "--for", "harbour", "--audience", "internal", "--output", "all.html")
    assert "Secret prices" in Path("all.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["sign-off", "uat"])
def test_a_page_is_as_it_was(repo: Repo, run: Run, golden: Callable[[str, str], None], name: str) -> None:
    run("approve", "REQ-001", "--as", "harbour", "--today", "2027-01-04", "--comment", "coins it is")
    repo.write("specs/REQ-001.md", REQUIREMENT.format(1, "Pay by invoice", "approved", "coins and cards"))
    run("pack", "--for", "harbour", *(["--uat"] if name == "uat" else []), "--output", "pack.html")
    page = Path("pack.html").read_text(encoding="utf-8")
    golden(f"signoff/{name}.html", re.sub(r"<(style|script)>.*?</\1>", r"<\1>…</\1>", page, flags=re.DOTALL))


def test_the_pack_of_a_release_holds_what_its_scope_serves(repo: Repo, run: Run) -> None:
    repo.write(
        "specs/REL-mvp.md",
        "---\nid: REL-mvp\ntitle: First\nkind: mvp\nstatus: planned\nowner: sam\ntarget: 2027-04-30\n---\n",
    )
    repo.write("specs/STY-001.md", STORY.replace("owner: sam", "owner: sam\nrelease: REL-mvp"))
    repo.write("specs/REQ-003.md", REQUIREMENT.format(3, "Pay later", "approved", "promises"))
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


def test_what_a_party_wants_changed_waits_for_its_author_until_the_text_is_another(repo: Repo, run: Run) -> None:
    run("approve", "REQ-001", "--as", "harbour", "--verdict", "changes-requested", "--comment", "Which coins?")
    assert run("pack", "--for", "harbour", "--output", "pack.html").out == "pack.html: 1 item for harbour\n"
    repo.write("specs/REQ-001.md", REQUIREMENT.format(1, "Pay by invoice", "approved", "old coins"))
    assert run("pack", "--for", "harbour", "--output", "pack.html").out == "pack.html: 2 items for harbour\n"
    page = Path("pack.html").read_text(encoding="utf-8")
    assert "You said: Which coins?" in page
    assert "The shop shall take <ins>old</ins> coins." in page
