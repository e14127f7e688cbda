/** What stands in the columns of the table: as elements for the page, as text for CSV. */

import { h, own } from "../shared/dom";
import type { Items } from "../shared/items";
import type { Links } from "../shared/links";
import { coverageWords, glyph, idLink, severities, statusChip, typeBadge } from "../shared/look";
import { base } from "../shared/site";
import { t } from "../shared/words";

export interface ColumnView {
  name: string;
  title: string;
  /** What a row shows. */
  cell: (index: number) => (Node | string)[];
  /** The same as plain text. */
  text: (index: number) => string;
  /** Whether figures stand in it. */
  number?: boolean;
}

export const DEFAULT = [
  "id",
  "type",
  "title",
  "status",
  "priority",
  "owner",
  "release",
  "coverage",
  "findings",
];
const ALWAYS = [
  "id",
  "type",
  "kind",
  "title",
  "status",
  "priority",
  "owner",
  "release",
  "tags",
  "coverage",
  "findings",
  "missing",
];
const INNER = ["needs", "near"];
const SYNONYMS: Record<string, string> = { covered: "coverage", tag: "tags", category: "status" };

/** The names of all columns that can be chosen; links only where a view asked for them. */
export function names(items: Items): string[] {
  const further = Object.keys(items.data.columns).filter(
    (name) => !ALWAYS.includes(name) && !INNER.includes(name),
  );
  return [...ALWAYS, ...further];
}

/** The name of the column that is meant, if there is one. */
export function known(written: string, items: Items): string | undefined {
  const name = own(SYNONYMS, written) ?? written;
  return names(items).includes(name) || Object.hasOwn(items.data.keywords, name) ? name : undefined;
}

/** The columns that a list of names means, each once. */
export function columnsOf(written: string, items: Items): string[] {
  const found = written.split(",").map((name) => known(name.trim(), items));
  return [...new Set(found)].filter((name) => name !== undefined);
}

/** Whether a column shows links. */
export function showsLinks(name: string, items: Items): boolean {
  return !names(items).includes(name);
}

export function view(name: string, items: Items, links: Links | undefined): ColumnView {
  const title = titleOf(name, items);
  const column = items.column(name);
  const texts = (index: number) => column.texts(index).map((word) => items.label(word));
  const plain: ColumnView = {
    name,
    title,
    cell: (index) => [texts(index).join(", ")],
    text: (index) => texts(index).join("; "),
  };
  switch (name) {
    case "id":
      return { name, title, cell: (index) => [idLink(items, index)], text: (index) => items.id[index] ?? "" };
    case "title":
      return {
        name,
        title,
        cell: (index) => [items.title[index] ?? ""],
        text: (index) => items.title[index] ?? "",
      };
    case "type":
      return {
        name,
        title,
        cell: (index) => [typeBadge(items, index)],
        text: (index) => items.singular(items.type(index)),
      };
    case "status":
      return { ...plain, cell: (index) => [statusChip(items, index)] };
    case "owner":
    case "release":
      return { ...plain, cell: (index) => linkedTo(items, column.text(index)) };
    case "coverage":
      return {
        ...plain,
        cell: (index) => coverageCell(items, index),
        text: (index) => coverageWords(items, index),
      };
    case "findings":
      return {
        ...plain,
        cell: (index) => severities(items, index),
        text: (index) =>
          column
            .texts(index)
            .map((word) => word.split(":")[1] ?? word)
            .join("; "),
      };
  }
  if (showsLinks(name, items)) return linkColumn(name, title, items, links);
  if (column.value === "party") return { ...plain, cell: (index) => linkedTo(items, column.text(index)) };
  if (column.value === "number" || column.value === "integer") return { ...plain, number: true };
  return plain;
}

export function titleOf(name: string, items: Items): string {
  const said: Record<string, string> = {
    id: t("Id"),
    type: t("Type"),
    kind: t("Kind"),
    title: t("Title"),
    status: t("Status"),
    priority: t("Priority"),
    owner: t("Owner"),
    release: t("Release"),
    tags: t("Tags"),
    coverage: t("Coverage"),
    findings: t("Findings"),
    missing: t("Missing"),
    criteria: t("Criteria"),
  };
  const keyword = own(items.data.keywords, name);
  return own(said, name) ?? (items.column(name).title || (keyword ? name.replaceAll("_", " ") : name));
}

/** A name as a link where it is an item itself: a party shows its title, a release too. */
function linkedTo(items: Items, word: string): (Node | string)[] {
  const index = word ? items.find(word) : undefined;
  if (index === undefined) return [word];
  const link = h("a", { class: "tpo-ref", href: base() + items.path(index), "data-tpo-id": word });
  link.textContent = items.type(index) === "party" ? (items.title[index] ?? word) : word;
  return [link];
}

function coverageCell(items: Items, index: number): (Node | string)[] {
  const state = items.column("coverage").text(index);
  if (!state) return [];
  const name = state === "gap" ? "missing" : state === "deep" ? "ok" : "derived";
  const what = items.column("missing").text(index);
  const words = state === "gap" ? what : state === "deep" ? t("Covered") : t("gap further down");
  return [glyph(name), ` ${words}`];
}

function linkColumn(name: string, title: string, items: Items, links: Links | undefined): ColumnView {
  const [role = "", inverse = false] = own(items.data.keywords, name) ?? [];
  const ends = (index: number): [number, string][] => {
    const found: [number, string][] = [];
    for (const direction of ["out", "into"] as const) {
      for (const trace of links?.traces(index, direction) ?? []) {
        const spec = links?.roleOf(trace);
        if (spec?.name !== role || (inverse !== (direction === "into") && spec.inverse !== role)) continue;
        const other = direction === "out" ? links?.targetOf(trace) : links?.sourceOf(trace);
        const criterion = direction === "out" ? links?.criterionOf(trace) : "";
        if (other !== undefined) found.push([other, criterion ? `/${criterion}` : ""]);
      }
    }
    return found;
  };
  return {
    name,
    title,
    cell: (index) =>
      ends(index).flatMap(([other, rest], place) => [place ? ", " : "", idLink(items, other), rest]),
    text: (index) =>
      ends(index)
        .map(([other, rest]) => (items.id[other] ?? "") + rest)
        .join("; "),
  };
}
