/** The query language of tpo-docs (see tpo_docs/query/grammar.py): text in, terms out. */

import { t } from "../shared/words";

export interface Term {
  /** Empty for a word to search for everywhere. */
  field: string;
  operator: string;
  values: string[];
  negated: boolean;
  /** Where it stands in the text. */
  start: number;
  end: number;
}

export interface Order {
  field: string;
  descending: boolean;
}

export interface Query {
  terms: Term[];
  order: Order[];
  problems: string[];
}

export const DIRECTIVES = ["has", "missing", "up", "down", "covered", "sort"];
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ["tag", "tags"],
  ["label", "tags"],
  ["labels", "tags"],
  ["severity", "findings"],
  ["finding", "findings"],
]);
const TOKEN = /(?:[^\s"]|"[^"]*(?:"|$))+/g;
const FILTER = /^([A-Za-z_][\w.]*)(:|>=|<=|>|<|=)(.*)$/s;
const PART = /"([^"]*)(?:"|$)|([^",]+)|(,)/g;

/** The query that a text is. `known` are the names that may stand before an operator. */
export function parse(text: string, known: ReadonlySet<string>): Query {
  const query: Query = { terms: [], order: [], problems: [] };
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0];
    const negated = token.length > 1 && token[0] === "-";
    const body = negated ? token.slice(1) : token;
    const found = FILTER.exec(body);
    const place = { start: match.index, end: match.index + token.length };
    if (!found) {
      const value = body.replaceAll('"', "").trim();
      if (value) query.terms.push({ field: "", operator: "", values: [value], negated, ...place });
      continue;
    }
    const [, written = "", operator = "", rest = ""] = found;
    const field = resolve(written, known);
    const values = valuesOf(rest);
    if (!field) query.problems.push(t("There is no field “{name}” here.", { name: written }));
    else if (!values.length) query.problems.push(t("“{name}” lacks a value.", { name: written + operator }));
    else if (field !== "sort") query.terms.push({ field, operator, values, negated, ...place });
    else {
      for (const value of values) {
        const name = resolve(value.replace(/^-/, ""), known);
        if (name) query.order.push({ field: name, descending: value.startsWith("-") });
        else query.problems.push(t("There is no field “{name}” here.", { name: value }));
      }
    }
  }
  return query;
}

/** The known name meant by what was written. */
export function resolve(written: string, known: ReadonlySet<string>): string | undefined {
  const name = SYNONYMS.get(written) ?? written;
  if (known.has(name)) return name;
  const folded = name.toLowerCase();
  return SYNONYMS.get(folded) ?? [...known].find((other) => other.toLowerCase() === folded);
}

/** A value as it has to be written. */
export function written(value: string): string {
  return /[\s,"]/.test(value) ? `"${value.replaceAll('"', "")}"` : value;
}

/** The text without the terms of a field, and with others at its end. */
export function edited(
  text: string,
  known: ReadonlySet<string>,
  drop: (term: Term) => boolean,
  add: string,
): string {
  const parsed = parse(text, known);
  let result = text;
  for (const term of [...parsed.terms].reverse()) {
    if (drop(term)) result = `${result.slice(0, term.start).trimEnd()} ${result.slice(term.end).trimStart()}`;
  }
  return `${result.trim()} ${add}`.trim();
}

/** The text sorted by something else. */
export function sorted(text: string, order: string): string {
  const kept = [...text.matchAll(TOKEN)]
    .map((match) => match[0])
    .filter((token) => !/^sort[:=]/i.test(token));
  return [...kept, ...(order ? [`sort:${order}`] : [])].join(" ");
}

/** What stands between commas; within quotation marks a comma is a comma. */
function valuesOf(text: string): string[] {
  const values = [""];
  for (const part of text.matchAll(PART)) {
    if (part[3]) values.push("");
    else values[values.length - 1] += part[1] ?? part[2] ?? "";
  }
  return values.filter((value) => value);
}
