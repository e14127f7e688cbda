"""A project that is made of nothing but attacks, and our command line run in it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner

from tests.hostile.attacks import ATTACKS, BUNDLED, CONFIGURED, FIELDS, FORMULAS, NAMES, REGISTER, Attack, put
from tpo_docs.cli.app import app

SECRET = "TOP-SECRET-4711"
TODAY = "2027-03-01"
PICTURES = {
    "alive.svg": "<svg xmlns='http://www.w3.org/2000/svg'><x:script xmlns:x='http://www.w3.org/2000/svg'>1</x:script></svg>",
    "good.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'><path d='M0 0h10v10z'/></svg>",
    "page.html": "<script>alert(1)</script>",
    "run.js": "alert(1)",
    "text.txt": "<script>alert(1)</script>",
}


def run(root: Path, *arguments: str) -> tuple[int, str]:
    """The command line, as somebody calls it."""
    result = CliRunner().invoke(app, [*arguments, "-C", str(root)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, result.output


def write_project(root: Path, plugins: str = "search") -> None:
    """The project in a folder, with a secret beside it and a repository of its own."""
    (root.parent / "secret.txt").write_text(SECRET)
    _write(root / "mkdocs.yml", MKDOCS.replace("[search]", f"[{plugins}]"))
    for path, text in _files():
        _write(root / path, text)
    for name in ("secret.txt", "secret.png", "secret.json", "secret.csv"):
        _write(
            root / name, f'{{"openapi": "3.0.0", "paths": {{}}, "x": "{SECRET}"}}' if name.endswith("json") else SECRET
        )
    for folder in ("bodies", "items-of-evil"):
        for name, text in PICTURES.items():
            _write(root / "specs" / folder / name, text)
        (root / "specs" / folder / "linked.txt").symlink_to(root / "secret.txt")
        (root / "specs" / folder / "folder").symlink_to(root.parent, target_is_directory=True)
    _write(root / "outside" / "text.md", "# Outside\n\nOut of the folder.\n")
    _commit(root)


def _files() -> Iterator[tuple[str, str]]:
    yield "tpo-docs.yml", _yaml(_configuration())
    bodies: dict[str, list[Attack]] = {}
    for attack in ATTACKS:
        if attack.where == "body":
            bodies.setdefault(attack.page, []).append(attack)
    for number, (page, attacks) in enumerate(bodies.items()):
        text = "\n\n".join(f"## Attack {index}\n\n{attack.payload}" for index, attack in enumerate(attacks))
        head = f"---\nid: REQ-{900 + number}\ntype: requirement\nstatus: approved\n---\n" if number % 2 else ""
        yield f"specs/{page.removesuffix('.html')}.md", f"{head}# Bodies {number}\n\nA handsome text.\n\n{text}\n"
    yield from _items()
    for (_, file, _), attack in zip(NAMES, (one for one in ATTACKS if one.where == "file"), strict=True):
        del file
        text = (
            f"---\ntype: requirement\nid: REQ-{attack.shown[0].split()[-1]}\nstatus: draft\n---\n# {attack.shown[0]}\n"
        )
        yield f"specs/odd/{attack.payload}", f"{text}\nsee [[STY-1]]\n"
    for attack in ATTACKS:
        if attack.where == "id":
            yield (
                f"specs/{attack.page.removesuffix('.html')}.md",
                f"---\n{_yaml({'id': attack.payload, 'type': 'requirement', 'title': 'Odd', 'status': 'approved'})}---\nOdd.\n",
            )
    text = REGISTER.replace("ran(N)", "ran(660)")
    for (_, place, _), attack in zip(BUNDLED, (one for one in ATTACKS if one.where == "heading"), strict=True):
        text = text.replace(place, attack.payload)
    yield "specs/registers/register.md", text
    links = " ".join(f"[[{attack.payload}]]" for attack in ATTACKS if attack.where == "id")
    files = " ".join(f"[f](<odd/{attack.payload}>)" for attack in ATTACKS if attack.where == "file")
    yield (
        "specs/links.md",
        f"---\ntitle: '\"><img src=x onerror=ran(661)>'\ntags: ['<img src=x onerror=ran(662)>']\ndescription: '\"><script>ran(663)</script>'\n---\n{links}\n\n{files}\n",
    )
    for number, formula in enumerate(FORMULAS):
        story: dict[str, Any] = {
            "id": f"STY-{800 + number}",
            "type": "story",
            "title": formula,
            "status": "ready",
            "tags": [formula],
            "owner": formula,
        }
        yield f"specs/formulas/STY-{800 + number}.md", f"---\n{_yaml(story)}---\nA formula.\n"


def _items() -> Iterator[tuple[str, str]]:
    types = {"STY": "story", "REQ": "requirement", "SPEC": "spec", "TEST": "test", "ADR": "decision", "GOAL": "goal"}
    types |= {"FB": "feedback", "REL": "release", "RISK": "risk"}
    items: dict[str, Any] = {
        f"{prefix}-1": {"id": f"{prefix}-1", "type": name, "title": name, "status": "draft"}
        for prefix, name in types.items()
    }
    items["STY-1"] |= {
        "questions": [{}, {"q": "asked"}],
        "acceptance": {},
        "realizes": ["REQ-1"],
        "allow": [{"rule": "TPO302"}],
    }
    items["ADR-1"] |= {"options": [{}, {"name": "other", "scores": {}}]}
    items["REQ-1"] |= {"serves": ["GOAL-1"]}
    items["FB-1"] |= {"consent": "yes"}
    items["REL-1"] |= {"status": "active", "target": "2027-04-30", "rollout": {"waves": [{"on": "2027-04-01"}]}}
    items["RISK-1"] |= {"impact": 3, "kind": "risk"}
    items["parties"] = {"evil": {"kind": "person"}}
    items["terms"] = {"wicked": {}, "handsome": {}}
    items["metrics"] = {name: {"kind": "outcome", "direction": "up", "title": name} for name in ("KPI-1", "KPI-2")}
    items["metrics"]["KPI-1"] |= {"series": "series.csv"}
    for (_, path, _, _, _), attack in zip(FIELDS, (one for one in ATTACKS if one.where == "field"), strict=True):
        number = _number(attack)
        name, _, trail = path.partition(" ")
        _set(items[name], _trail(put(trail, number)), 5 if attack.payload == "5" else attack.payload)
    for name, fields in items.items():
        if name in ("parties", "terms", "metrics"):
            yield f"specs/{name}.yml", _yaml(fields)
        else:
            yield f"specs/items-of-evil/{name}.md", f"---\n{_yaml(fields)}---\nA handsome text.\n\n## Notes\n\nHere.\n"
    yield "specs/series.csv", 'date,value,note\n2027-01-01,1,"<img src=x onerror=ran(499)>"\n2027-02-01,2,=1+1\n'


def _trail(text: str) -> list[str]:
    """The path of a field. What begins with `<` or holds a sign of HTML is one name up to the end or the last word."""
    words = text.split(" ")
    for index, word in enumerate(words):
        if "<" in word or word.startswith("javascript:") or word in {"Acceptance", "Id"}:
            tail = words[index:]
            if tail[-1] == "title" and len(tail) > 1 and not word.startswith(("Id", "Acceptance")):
                return [*words[:index], " ".join(tail[:-1]), "title"]
            return [*words[:index], " ".join(tail)]
    return words


def _number(attack: Attack) -> int:
    place = [one for one in ATTACKS if one.where == attack.where].index(attack)
    return {"field": 401, "configuration": 601}[attack.where] + place


def _set(target: Any, trail: list[str], value: Any) -> None:
    for place, name in enumerate(trail):
        last = place == len(trail) - 1
        following: Any = value if last else [] if trail[place + 1].isdecimal() else {}
        if isinstance(target, list):
            index = int(name)
            while len(target) <= index:
                target.append(following)
            if last:
                target[index] = value
            target = target[index]
        else:
            if last or not isinstance(target.get(name), (dict, list)):
                target[name] = following
            target = target[name]


def _configuration() -> Mapping[str, Any]:
    result: dict[str, Any] = {
        "today": TODAY,
        "version": "1.0",
        "sources": [{"path": "specs"}, {"path": "outside", "to": "../../evil"}],
        "views": [{"name": "", "query": "", "columns": ["id", "title"]}, {"name": "All", "query": "type:story"}],
        "roles": [{"name": "evil", "title": "", "blocks": [{"heading": ""}, {"table": {"query": ""}}]}],
    }
    for (_, path, _, _, _), attack in zip(
        CONFIGURED, (one for one in ATTACKS if one.where == "configuration"), strict=True
    ):
        value = ["id", "title", attack.payload] if path.endswith("columns") else attack.payload
        _set(result, _trail(path), value)
    return result


def _yaml(data: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=10_000)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")


def _commit(root: Path) -> None:
    by = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (("NAME", 'x "onmouseover=ran(701) y'), ("EMAIL", "e@evil.example"), ("DATE", "2027-02-01T00:00:00Z"))}  # fmt: skip
    environment = {**os.environ, **by, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for arguments in (
        ("init", "-q", "-b", "b'-onmouseover=ran(703)"),
        ("add", "-A"),
        ("commit", "-q", "-m", "<img src=x onerror=ran(702)> {{ 7*7 }}"),
    ):
        subprocess.run(["git", "-C", str(root), *arguments], check=True, env=environment, capture_output=True)


MKDOCS = """\
site_name: Hostile
docs_dir: specs
site_dir: .tpo-docs/site
theme:
  name: material
  features: [search.suggest, search.highlight, search.share, content.tooltips, content.code.copy, content.code.annotate,
    content.code.select, content.footnote.tooltips, content.tabs.link, content.action.edit, navigation.path, toc.follow]
  palette:
    - {scheme: default, toggle: {icon: material/weather-night, name: Dark}}
    - {scheme: slate, toggle: {icon: material/weather-sunny, name: Light}}
repo_url: https://github.com/o/r
plugins: [search]
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - tables
  - toc: {permalink: true}
  - pymdownx.details
  - pymdownx.highlight: {anchor_linenums: true}
  - pymdownx.inlinehilite
  - pymdownx.snippets
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist
"""
