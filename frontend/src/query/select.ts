/** Which items a query names, and in which order; the same answers as tpo_docs/query/selection.py gives. */

import type { Column, Items } from "../shared/items";
import type { Links } from "../shared/links";
import { compareNatural, ranks } from "../shared/natural";
import { DIRECTIVES, type Order, type Query, type Term } from "./parse";

export type Test = (index: number) => boolean;

const CATEGORIES = ["draft", "review", "agreed", "doing", "done", "dead"];
const SEVERITIES = ["error", "warning", "info"];
/** Columns that a script needs and a person does not ask for. */
const INNER = ["needs", "near", "coverage", "missing"];

/** The names that may stand in a query. */
export function knownNames(items: Items): Set<string> {
  const columns = Object.keys(items.data.columns).filter((name) => !INNER.includes(name));
  return new Set([
    "id",
    "title",
    "category",
    "text",
    ...columns,
    ...DIRECTIVES,
    ...Object.keys(items.data.keywords),
  ]);
}

/** Whether the links have to be loaded before a query can be answered. */
export function needsLinks(query: Query, items: Items): boolean {
  return query.terms.some(
    (term) =>
      term.field === "up" ||
      term.field === "down" ||
      isKeyword(term.field, items) ||
      (/^(?:has|missing)$/.test(term.field) &&
        term.values.some((value) => value === "link" || isKeyword(value, items))),
  );
}

/** A condition of a query as a function. Without the links, what needs them lets everything pass. */
export function test(term: Term, items: Items, links?: Links): Test {
  const passes = positive(term, items, links);
  return term.negated ? (index) => !passes(index) : passes;
}

/** All items that pass every test, in the query's order. */
export function select(query: Query, items: Items, links?: Links): number[] {
  const tests = query.terms.map((term) => test(term, items, links));
  const found: number[] = [];
  for (let index = 0; index < items.count; index++) {
    if (tests.every((passes) => passes(index))) found.push(index);
  }
  return ordered(found, query.order, items);
}

/** The items sorted; those without a value come last, whichever way. Without an order by type and id, as in the data. */
export function ordered(found: number[], order: readonly Order[], items: Items): number[] {
  let result = found;
  for (const { field, descending } of [...order].reverse()) {
    const keys = sortKeys(field, items);
    const sign = descending ? -1 : 1;
    result = result.slice().sort((a, b) => {
      const one = keys[a] ?? 0;
      const other = keys[b] ?? 0;
      if (!one || !other) return one ? -1 : other ? 1 : 0;
      return sign * (one - other);
    });
  }
  return result;
}

const keysOf = new WeakMap<Items, Map<string, ArrayLike<number>>>();

/** For each item a number to sort by, 0 for none. */
export function sortKeys(field: string, items: Items): ArrayLike<number> {
  let known = keysOf.get(items);
  if (!known) {
    known = new Map();
    keysOf.set(items, known);
  }
  let keys = known.get(field);
  if (!keys) {
    keys = makeKeys(field, items);
    known.set(field, keys);
  }
  return keys;
}

function makeKeys(field: string, items: Items): ArrayLike<number> {
  if (field === "id" || field === "title") {
    return ranks(field === "id" ? items.id : items.title).map((rank) => rank + 1);
  }
  const keys = new Float64Array(items.count);
  if (field === "status" || field === "category") {
    const status = items.column("status").first;
    for (let index = 0; index < items.count; index++) {
      const place = CATEGORIES.indexOf(items.category(index)) + 1;
      keys[index] = 100000 * place + (field === "status" ? (status[index] ?? 0) : 0);
    }
    return keys;
  }
  const column = items.column(field === "covered" ? "coverage" : field);
  if (field === "findings") {
    for (let index = 0; index < items.count; index++) keys[index] = column.codes(index).length;
    return keys;
  }
  return column.first;
}

function positive(term: Term, items: Items, links?: Links): Test {
  if (!term.field) return anywhere(term.values[0] ?? "", items);
  if (term.field === "has" || term.field === "missing") {
    const tests = term.values.map((value) => presence(value, term.field === "missing", items, links));
    return (index) => tests.some((passes) => passes(index));
  }
  if (term.field === "up" || term.field === "down") return reached(term, items, links);
  if (term.field === "covered") return covered(term.values, items);
  if (term.operator === ":" || term.operator === "=") return equal(term, items, links);
  return compared(term, items);
}

function anywhere(text: string, items: Items): Test {
  const wanted = text.toLowerCase();
  return (index) => items.stack(index).includes(wanted);
}

function equal(term: Term, items: Items, links?: Links): Test {
  const name = term.field;
  if (name === "text") return anywhere(term.values[0] ?? "", items);
  if (name === "id" || name === "title") {
    const texts = name === "id" ? items.id : items.title;
    const tests = term.values.map((value) => matcher(value, name === "title" && term.operator === ":"));
    return (index) => tests.some((passes) => passes(texts[index] ?? ""));
  }
  if (name === "category") {
    const tests = term.values.map((value) => matcher(value, false));
    return (index) => tests.some((passes) => passes(items.category(index)));
  }
  if (name === "findings") {
    const tests = term.values.map((value) => finding(value, items));
    return (index) => tests.some((passes) => passes(index));
  }
  if (!items.has(name) && isKeyword(name, items)) {
    const tests = term.values.map((value) => matcher(value, false));
    return (index) =>
      !links || linked(name, index, items, links).some((id) => tests.some((passes) => passes(id)));
  }
  const column = items.column(name);
  const tests = term.values.map((value) => matcher(value, column.value === "text" && term.operator === ":"));
  const passing = Uint8Array.from(["", ...column.words], (word, code) =>
    code && tests.some((passes) => passes(word)) ? 1 : 0,
  );
  return (index) => column.some(index, passing);
}

/** A test for one finding: by severity, by code, by the rule's name. */
function finding(value: string, items: Items): Test {
  const column = items.column("findings");
  const wanted = value.toLowerCase();
  if (wanted === "none") return (index) => !column.first[index];
  const passing = Uint8Array.from(["", ...column.words], (word) => {
    const [severity = "", code = ""] = word.split(":");
    return code && [severity, code.toLowerCase(), code.slice(3), items.data.rules[code]].includes(wanted)
      ? 1
      : 0;
  });
  return (index) => column.some(index, passing);
}

function matcher(value: string, contains: boolean): (text: string) => boolean {
  const wanted = value.toLowerCase();
  if (wanted.includes("*")) {
    const parts = wanted.split("*");
    return (text) => fits(text.toLowerCase(), parts);
  }
  if (contains) return (text) => text.toLowerCase().includes(wanted);
  const number = asNumber(wanted);
  return (text) => text.toLowerCase() === wanted || (number !== undefined && asNumber(text) === number);
}

/**
 * Whether a text begins with the first part, ends with the last one, and has the others in this order between. Each is
 * taken where it first comes: no pattern, however many stars it has, looks at a text more than once.
 */
function fits(text: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? "";
  const last = parts[parts.length - 1] ?? "";
  const end = text.length - last.length;
  let at = first.length;
  if (at > end || !text.startsWith(first) || !text.endsWith(last)) return false;
  for (const part of parts.slice(1, -1)) {
    const place = text.indexOf(part, at);
    if (place < 0 || place + part.length > end) return false;
    at = place + part.length;
  }
  return true;
}

function asNumber(text: string): number | undefined {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : undefined;
}

function asDay(text: string): number | undefined {
  return /^\d{4}-\d\d-\d\d(?:[T ].*)?$/.test(text)
    ? Date.parse(text.slice(0, 10)) / 86400000 || undefined
    : undefined;
}

const HOLDS: Record<string, (order: number) => boolean> = {
  ">=": (order) => order >= 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  "<": (order) => order < 0,
};

function compared(term: Term, items: Items): Test {
  const holds = HOLDS[term.operator] ?? (() => false);
  const wanted = term.values[0] ?? "";
  if (term.field === "findings") {
    const limit = asNumber(wanted);
    const column = items.column("findings");
    return (index) => limit !== undefined && holds(column.codes(index).length - limit);
  }
  if (term.field === "status" || term.field === "category") {
    return (index) => {
      const one = items.category(index);
      const named = wanted.toLowerCase();
      const other = CATEGORIES.includes(named) ? named : items.categoryNamed(items.type(index), wanted);
      if (!other || one === "dead" || other === "dead") return false;
      return holds(CATEGORIES.indexOf(one) - CATEGORIES.indexOf(other));
    };
  }
  if (term.field === "id" || term.field === "title") {
    const texts = term.field === "id" ? items.id : items.title;
    return (index) => holds(compareNatural((texts[index] ?? "").toLowerCase(), wanted.toLowerCase()));
  }
  const column = items.column(term.field);
  const passing = Uint8Array.from(["", ...column.words], (word, code) => {
    const order = code ? compare(word, wanted, column) : undefined;
    return order !== undefined && holds(order) ? 1 : 0;
  });
  return (index) => column.some(index, passing);
}

/** Negative, 0 or positive as the word comes before, at or after the wanted one; undefined where they do not compare. */
function compare(word: string, wanted: string, column: Column): number | undefined {
  if (column.choices.length) {
    const one = column.choices.indexOf(word);
    const other = column.choices.findIndex((choice) => choice.toLowerCase() === wanted.toLowerCase());
    return one < 0 || other < 0 ? undefined : other - one;
  }
  const numbers = [asNumber(word), asNumber(wanted)] as const;
  if (numbers[0] !== undefined && numbers[1] !== undefined) return numbers[0] - numbers[1];
  const days = [asDay(word), asDay(wanted)] as const;
  if (days[0] !== undefined && days[1] !== undefined) return days[0] - days[1];
  if ([...numbers, ...days].some((value) => value !== undefined)) return undefined;
  return compareNatural(word.toLowerCase(), wanted.toLowerCase());
}

function presence(value: string, missing: boolean, items: Items, links?: Links): Test {
  const name = value.toLowerCase();
  const flip = (passes: Test): Test => (missing ? (index) => !passes(index) : passes);
  if (name === "finding") return flip((index) => Boolean(items.column("findings").first[index]));
  if (
    SEVERITIES.includes(name) ||
    /^(tpo\d+|\d{3})$/.test(name) ||
    Object.values(items.data.rules).includes(name)
  ) {
    return flip(finding(name, items));
  }
  if (name === "criteria") return flip((index) => Boolean(items.column("criteria").first[index]));
  if (name === "link") return flip((index) => !links || links.any(index));
  if (items.typeNames().includes(name)) return typePresence(name, missing, items, links);
  if (isKeyword(name, items) && name !== "release") {
    return (index) => !links || linked(name, index, items, links).length > 0 !== missing;
  }
  return flip(fieldPresence(name, items));
}

function fieldPresence(written: string, items: Items): Test {
  const name = written === "tag" || written === "label" || written === "labels" ? "tags" : written;
  if (name === "id" || name === "title") return () => true;
  const found = Object.keys(items.data.columns).find((column) => column.toLowerCase() === name) ?? "";
  const column = items.column(found);
  return (index) => Boolean(column.first[index]);
}

/** Whether an item has one of a type beside it, or lacks one that it needs. */
function typePresence(type: string, missing: boolean, items: Items, links?: Links): Test {
  const near = items.column("near");
  const here = near.words.indexOf(type) + 1;
  const passing = new Uint8Array(near.words.length + 1);
  if (here) passing[here] = 1;
  const keyword = isKeyword(type, items);
  const field = items.has(type);
  const has: Test = (index) =>
    near.some(index, passing) ||
    (keyword && links !== undefined && linked(type, index, items, links).length > 0) ||
    (field && Boolean(items.column(type).first[index]));
  if (!missing) return has;
  const needs = items.column("needs");
  const lacks = flags(needs, (word) => word.slice(1) === type && word[0] !== "+");
  const joins = new Set(items.data.joins);
  const types = items.column("type");
  const joined = flags(types, (other) => joins.has(`${type} ${other}`) || joins.has(`${other} ${type}`));
  return (index) => {
    if (!items.living(index)) return false;
    return needs.some(index, lacks) || (!has(index) && types.some(index, joined));
  };
}

function flags(column: Column, passes: (word: string) => boolean): Uint8Array {
  return Uint8Array.from(["", ...column.words], (word, code) => (code && passes(word) ? 1 : 0));
}

function covered(values: readonly string[], items: Items): Test {
  const column = items.column("coverage");
  const wanted = new Set(values.map((value) => value.toLowerCase()));
  const passing = flags(
    column,
    (word) =>
      (wanted.has("no") && word === "gap") ||
      (wanted.has("yes") && word !== "gap") ||
      (wanted.has("deep") && word === "deep"),
  );
  return (index) => column.some(index, passing);
}

function reached(term: Term, items: Items, links?: Links): Test {
  if (!links) return () => true;
  const found = new Set<number>();
  for (const value of term.values) {
    const start = items.find(value.split("/")[0] ?? "");
    const matches = matcher(value, false);
    const starts =
      start === undefined ? [...items.id.keys()].filter((index) => matches(items.id[index] ?? "")) : [start];
    for (const one of starts) {
      for (const index of links.closure([one], term.field === "down").keys()) found.add(index);
    }
  }
  return (index) => found.has(index);
}

function isKeyword(name: string, items: Items): boolean {
  return Object.hasOwn(items.data.keywords, name) && !items.has(name);
}

/** The ids at the other end of an item's links of a role, criteria with their address. */
function linked(keyword: string, index: number, items: Items, links: Links): string[] {
  const entry = items.data.keywords[keyword];
  if (!entry) return [];
  const [role, inverse] = entry;
  const found: string[] = [];
  for (const direction of ["out", "into"] as const) {
    for (const trace of links.traces(index, direction)) {
      const spec = links.roleOf(trace);
      if (spec.name !== role || (inverse !== (direction === "into") && spec.inverse !== role)) continue;
      const criterion = direction === "out" ? links.criterionOf(trace) : "";
      const other = direction === "out" ? links.targetOf(trace) : links.sourceOf(trace);
      found.push((items.id[other] ?? "") + (criterion ? `/${criterion}` : ""));
    }
  }
  return found;
}
