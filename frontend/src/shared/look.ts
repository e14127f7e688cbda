/** The small parts by which items look the same everywhere; classes as in templates/parts/macros.j2. */

import { h } from "./dom";
import type { Items } from "./items";
import { base } from "./site";
import { t } from "./words";

const GLYPHS: Record<string, string> = {
  ok: "✓",
  derived: "↳",
  suspect: "?",
  missing: "○",
  advice: "◇",
  failed: "✗",
  stale: "◷",
  exempt: "⊘",
  later: "◌",
  dead: "†",
  none: "–",
};

export function glyphOf(state: string): string {
  return GLYPHS[state] ?? "";
}

/** A state's glyph in its colour; what it means has to stand beside it. */
export function glyph(state: string): HTMLElement {
  return h(
    "span",
    { class: `tpo-state tpo-state--${state}` },
    h("span", { class: "tpo-state__glyph", "aria-hidden": "true" }, glyphOf(state)),
  );
}

export function idLink(items: Items, index: number): HTMLAnchorElement {
  const id = items.id[index] ?? "";
  const type = items.type(index);
  const shown = type === "party" || type === "term" ? (items.title[index] ?? id) : id;
  return h(
    "a",
    { class: `tpo-ref tpo-ref--${type}`, href: base() + items.path(index), "data-tpo-id": id },
    shown,
  );
}

export function typeBadge(items: Items, index: number): HTMLElement {
  const type = items.type(index);
  return h("span", { class: `tpo-badge tpo-badge--${type}` }, items.singular(type));
}

export function statusChip(items: Items, index: number): HTMLElement {
  const status = items.column("status").text(index);
  return h("span", { class: `tpo-status tpo-status--${items.category(index)}` }, items.label(status));
}

/** How an item is covered, in words. */
export function coverageWords(items: Items, index: number): string {
  const state = items.column("coverage").text(index);
  const what = items.column("missing").text(index);
  if (state === "gap") {
    const committed = ["agreed", "doing", "done"].includes(items.category(index));
    return committed ? t("Gap: {what}", { what }) : t("Still to come: {what}", { what });
  }
  if (state === "covered") return t("Covered, but further down: {what}", { what });
  return state === "deep" ? t("Covered") : "";
}

/** How many findings of each severity, in words. */
export function tallies(items: Items, index: number): [string, string][] {
  const counts: Record<string, number> = { error: 0, warning: 0, info: 0 };
  for (const text of items.column("findings").texts(index)) {
    const severity = text.split(":")[0] ?? "";
    counts[severity] = (counts[severity] ?? 0) + 1;
  }
  return Object.entries(counts)
    .filter(([, count]) => count)
    .map(([severity, count]) => [severity, tally(severity, count)]);
}

function tally(severity: string, count: number): string {
  if (severity === "error") return count === 1 ? t("1 error") : t("{count} errors", { count });
  if (severity === "warning") return count === 1 ? t("1 warning") : t("{count} warnings", { count });
  return count === 1 ? t("1 hint") : t("{count} hints", { count });
}

export function severities(items: Items, index: number): (Node | string)[] {
  return tallies(items, index).flatMap(([severity, text], place) => [
    place ? " " : "",
    h("span", { class: `tpo-severity tpo-severity--${severity}` }, text),
  ]);
}
