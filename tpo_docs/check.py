"""Project and rules in, review out: severities, the status ramp, exemptions and known findings are applied here alone."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from tpo_docs import rules as catalogue
from tpo_docs.config import Configuration, RuleOptions
from tpo_docs.model import Category, Exempted, Finding, Item, Project, Review, Severity, Unread, Violation
from tpo_docs.rules.exemption_unused import Exemption, exemption_unused, exemptions, unused
from tpo_docs.rules.rule import Rule
from tpo_docs.scope import strict

_GRAVER = {Severity.INFO: Severity.WARNING, Severity.WARNING: Severity.ERROR, Severity.ERROR: Severity.ERROR}


Judging = Callable[[Sequence[Rule], Callable[[Rule], list[Finding]]], Iterable[list[Finding]]]
"""Rules, and what says what one of them finds → what each of them finds."""


def check(
    project: Project,
    rules: Iterable[Rule] | None = None,
    *,
    known: Collection[str] = (),
    judging: Judging = lambda rules, judge: map(judge, rules),
) -> Review:
    """The findings on a project, sorted by place, by all rules or by these. `known` holds the keys of findings that no longer count; `judging` may
    ask the rules elsewhere or all at once."""
    options = project.configuration.rules
    if not any(code.startswith(start) for start in options.select for code in catalogue.CODES):
        options = replace(options, select=RuleOptions().select)  # a slip in `select` must not make everything fine
    chosen = [rule for rule in (catalogue.RULES if rules is None else rules) if selected(rule.code, options)]
    judged = judging(chosen, lambda rule: list(_findings(rule, project, options)))
    raised = [finding for found in judged for finding in found]
    exempted, rest, used = _exempt(project, raised)
    if exemption_unused in chosen:
        codes = frozenset(rule.code for rule in chosen)
        rest.extend(
            _finding(exemption_unused, violation, project, options) for violation in unused(project, used, codes)
        )
    old = frozenset(known)
    new = [finding for finding in rest if finding.key not in old]
    return Review(
        project, tuple(sorted(new)), tuple(exempted), tuple(sorted(finding for finding in rest if finding.key in old))
    )


def unknown_codes(configuration: Configuration) -> tuple[Unread, ...]:
    """Codes in the configuration that no rule has, so that what is asked of them would be left undone."""
    options = configuration.rules
    asked = [
        (f"{name}/{number}", code)
        for name in ("select", "ignore", "warn_as_error_for_release")
        for number, code in enumerate(getattr(options, name))
        if name in options.places
    ]
    found = []
    for place, code in (*asked, *((f"severity/{code}", code) for code in options.severity)):
        is_whole = not place.startswith(("select", "ignore"))
        if code in catalogue.CODES or (not is_whole and code and any(one.startswith(code) for one in catalogue.CODES)):
            continue
        near = difflib.get_close_matches(code.upper(), catalogue.CODES, 1)
        mend = catalogue.NAMES[code] if code in catalogue.NAMES else near[0] if near else ""
        line, column = options.places.get(place, (1, 1))
        reason = f"'{code}' is the code of no rule"
        how = f"write `{mend}`" if mend else "`tpo-docs explain` lists all codes"
        found.append(Unread(configuration.path, line, column, reason, "configuration", mend=how))
    return tuple(found)


def selected(code: str, options: RuleOptions) -> bool:
    """Whether a rule is chosen: the longest matching beginning among `select` and `ignore` decides."""
    if options.severity.get(code) == "off":
        return False
    chosen = max((len(start) for start in options.select if code.startswith(start)), default=-1)
    left_out = max((len(start) for start in options.ignore if code.startswith(start)), default=-1)
    return chosen > left_out


def _findings(rule: Rule, project: Project, options: RuleOptions) -> Iterable[Finding]:
    for violation in rule.judge(project):
        item = project.items.get(violation.item)
        if item is not None and rule.ramped and not _applies(rule, item, options):
            continue
        yield _finding(rule, violation, project, options)


def _applies(rule: Rule, item: Item, options: RuleOptions) -> bool:
    families = options.ramp.get(item.category)
    return families is None or rule.family in families or rule.family == "0"


def _finding(rule: Rule, violation: Violation, project: Project, options: RuleOptions) -> Finding:
    severity = Severity(options.severity[rule.code]) if rule.code in options.severity else rule.severity
    if violation.advice:
        severity = Severity.INFO
    elif violation.item and (rule.escalates or rule.code in options.warn_as_error_for_release):
        item = project.items.get(violation.item)
        in_release = violation.item in strict(project)
        done = item is not None and item.category is Category.DONE
        if (rule.escalates and (in_release or done)) and rule.code not in options.severity:
            severity = _GRAVER[severity]
        if rule.code in options.warn_as_error_for_release and in_release:
            severity = Severity.ERROR
    at = violation.at
    return Finding(
        at.path,
        at.line,
        at.column,
        rule.code,
        violation.message,
        rule.name,
        severity,
        violation.item,
        violation.about,
        violation.mend,
    )


def _exempt(project: Project, raised: list[Finding]) -> tuple[list[Exempted], list[Finding], set[Exemption]]:
    """The findings that an item allows, those that stay, and the exemptions that were of use."""
    allowed = {(entry.item, entry.code): entry for entry in exemptions(project) if entry.holds(project.today)}
    exempted: list[Exempted] = []
    rest: list[Finding] = []
    used: set[Exemption] = set()
    for finding in raised:
        entry = allowed.get((finding.item, finding.code))
        if entry is None:
            rest.append(finding)
            continue
        used.add(entry)
        exempted.append(Exempted(finding, entry.reason, entry.until.isoformat() if entry.until else ""))
    return exempted, rest, used
