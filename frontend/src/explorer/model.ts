/** What a query leaves of the items, and how many each facet would leave. */

import { type Order, parse, type Query, type Term } from "../query/parse";
import { knownNames, ordered, sortKeys, type Test, test } from "../query/select";
import type { Column, Items } from "../shared/items";
import type { Links } from "../shared/links";

/** A field whose values can be ticked. */
export interface Facet {
  /** As written in a query. */
  field: string;
  column: string;
  options: Option[];
}

export interface Option {
  /** As written in a query; empty for “none”. */
  value: string;
  /** The numbers of the column's words that it stands for. */
  codes: number[];
}

export interface Result {
  found: number[];
  /** By facet, then by option. */
  counts: number[][];
}

const FIELDS = ["type", "status", "kind", "priority", "owner", "release", "tags", "verdict"];
const BY_COUNT = ["owner", "release", "tags", "kind"];

export class Model {
  readonly known: ReadonlySet<string>;
  readonly facets: Facet[];
  private readonly orders = new Map<string, number[]>();

  constructor(
    readonly items: Items,
    private readonly scope: Test = () => true,
    hidden: readonly string[] = [],
  ) {
    this.known = knownNames(items);
    this.facets = [...FIELDS.map((name) => this.facet(name)), this.coverage(), this.findings()].filter(
      (facet) => !hidden.includes(facet.field) && facet.options.length > 1,
    );
  }

  parse(text: string): Query {
    return parse(text, this.known);
  }

  /** What the first search and the first sorting by each column would have to wait for, in small steps. */
  *prepare(columns: readonly string[]): Generator<void> {
    for (let index = 0; index < this.items.count; index++) {
      this.items.stack(index);
      if (index % 1000 === 999) yield;
    }
    for (const column of ["title", "id", ...columns]) {
      const field = column === "coverage" ? "covered" : column;
      if (!this.known.has(field)) continue;
      sortKeys(field, this.items);
      yield;
      for (const descending of [false, true]) {
        this.order([{ field, descending }]);
        yield;
      }
    }
  }

  /** How many items there are in all. */
  total(): number {
    let count = 0;
    for (let index = 0; index < this.items.count; index++) if (this.scope(index)) count++;
    return count;
  }

  /** The items that a query leaves, sorted, with counts for each facet as if nothing were ticked in it. */
  answer(query: Query, links?: Links): Result {
    const { items, facets } = this;
    const ticked: (Test | undefined)[] = facets.map(() => undefined);
    const base: Test[] = [this.scope];
    for (const term of query.terms) {
      const place = facets.findIndex((facet) => isOf(facet, term));
      if (place >= 0 && !ticked[place]) ticked[place] = test(term, items, links);
      else base.push(test(term, items, links));
    }
    const columns = facets.map((facet) => items.column(facet.column));
    const counts = columns.map((column) => new Uint32Array(column.words.length + 1));
    const found: number[] = [];
    for (const index of this.order(query.order)) {
      if (!base.every((passes) => passes(index))) continue;
      let fails = -1;
      let several = false;
      for (let place = 0; place < ticked.length && !several; place++) {
        const passes = ticked[place];
        if (passes && !passes(index)) {
          several = fails >= 0;
          fails = place;
        }
      }
      if (several) continue;
      if (fails >= 0) count(columns[fails], counts[fails], index);
      else {
        found.push(index);
        for (let place = 0; place < columns.length; place++) count(columns[place], counts[place], index);
      }
    }
    return {
      found,
      counts: facets.map((facet, place) =>
        facet.options.map((option) =>
          option.codes.reduce((sum, code) => sum + (counts[place]?.[code] ?? 0), 0),
        ),
      ),
    };
  }

  /** All items in an order, kept from one answer to the next. */
  private order(order: readonly Order[]): number[] {
    const name = order.map((entry) => `${entry.descending ? "-" : ""}${entry.field}`).join(",");
    let found = this.orders.get(name);
    if (!found) {
      found = ordered([...this.items.id.keys()], order, this.items);
      if (this.orders.size > 40) this.orders.clear();
      this.orders.set(name, found);
    }
    return found;
  }

  private facet(name: string): Facet {
    const column = this.items.column(name);
    const counts = this.totals(column);
    const codes = [...column.words.keys()].map((place) => place + 1).filter((code) => counts[code]);
    if (BY_COUNT.includes(name)) codes.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b);
    const options: Option[] = codes.map((code) => ({ value: column.words[code - 1] ?? "", codes: [code] }));
    if (options.length && counts[0] && name !== "type") options.push({ value: "", codes: [0] });
    return { field: name, column: name, options };
  }

  private coverage(): Facet {
    const column = this.items.column("coverage");
    const [gap, covered, deep] = ["gap", "covered", "deep"].map((word) => column.words.indexOf(word) + 1);
    const options = [
      { value: "no", codes: [gap ?? 0] },
      { value: "yes", codes: [covered ?? 0, deep ?? 0] },
      { value: "deep", codes: [deep ?? 0] },
    ].map((option) => ({ ...option, codes: option.codes.filter((code) => code) }));
    return { field: "covered", column: "coverage", options: options.filter((option) => option.codes.length) };
  }

  /** By severity: an item counts once for each that it has. */
  private findings(): Facet {
    const data = this.items.column("findings");
    const severities = ["error", "warning", "info"].filter((name) =>
      data.words.some((word) => word.startsWith(`${name}:`)),
    );
    const column = this.severities(severities);
    const options: Option[] = severities.map((value, place) => ({ value, codes: [place + 1] }));
    if (column) options.push({ value: "none", codes: [0] });
    return { field: "findings", column: "severity", options: severities.length ? options : [] };
  }

  private severities(names: readonly string[]): boolean {
    const findings = this.items.column("findings");
    const values = Array.from({ length: this.items.count }, (_, index) => {
      const found = new Set(findings.texts(index).map((text) => names.indexOf(text.split(":")[0] ?? "") + 1));
      return found.size === 1 ? ([...found][0] ?? 0) : found.size ? [...found].sort() : 0;
    });
    this.items.data.columns["severity"] = { words: [...names], start: 0, values, value: "list" };
    return values.some((value) => value === 0);
  }

  private totals(column: Column): Uint32Array {
    const counts = new Uint32Array(column.words.length + 1);
    for (let index = 0; index < this.items.count; index++) if (this.scope(index)) column.count(counts, index);
    return counts;
  }
}

function count(column: Column | undefined, counts: Uint32Array | undefined, index: number): void {
  if (column && counts) column.count(counts, index);
}

/** Whether a term is what ticking values of a facet writes. */
export function isOf(facet: Facet, term: Term): boolean {
  if (term.field === "has") return term.negated && term.values.length === 1 && term.values[0] === facet.field;
  return term.field === facet.field && !term.negated && term.operator === ":";
}

/** The values that are ticked; an empty one stands for “none”. */
export function ticked(facet: Facet, query: Query): string[] {
  const term = query.terms.find((one) => isOf(facet, one));
  return !term ? [] : term.field === "has" ? [""] : term.values;
}
