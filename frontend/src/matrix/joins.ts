/** Which items of one type are linked to which of another, directly or through others; and where something is missing. */

import type { Items } from "../shared/items";
import type { Links } from "../shared/links";

export type State =
  | "missing"
  | "failed"
  | "stale"
  | "suspect"
  | "advice"
  | "exempt"
  | "later"
  | "ok"
  | "derived"
  | "none";

export interface Cell {
  state: State;
  /** The traces that join the two, of a direct link. */
  traces: number[];
  /** The item through which they are joined. */
  via?: number;
}

const UNCOUNTED = ["supersedes", "depends_on"];
const DEPTH = 3;
const GRAVITY: State[] = [
  "missing",
  "failed",
  "stale",
  "suspect",
  "advice",
  "exempt",
  "later",
  "ok",
  "derived",
  "none",
];
const KEPT = 3000;

export function gravity(state: State): number {
  return GRAVITY.indexOf(state);
}

export class Joins {
  readonly rows: number[];
  readonly columns: number[];
  private readonly cache = new Map<number, Map<number, Cell>>();
  private readonly roles: Uint8Array;
  private readonly direct: boolean;
  private readonly suspect: Set<number>;
  private readonly failed: Set<number>;
  private readonly stale: Set<number>;
  private readonly needs: Uint8Array[];

  constructor(
    readonly items: Items,
    readonly links: Links,
    readonly rowType: string,
    readonly columnType: string,
  ) {
    this.rows = this.living(rowType);
    this.columns = this.living(columnType);
    this.suspect = new Set(links.data.suspect);
    this.failed = new Set(links.data.failed);
    this.stale = new Set(links.data.stale);
    const same = rowType === columnType;
    this.roles = Uint8Array.from(links.roles, (role) =>
      same || (role.inverse !== role.name && !UNCOUNTED.includes(role.name)) ? 1 : 0,
    );
    this.direct = this.joinsTypes();
    const column = items.column("needs");
    this.needs = ["!", "x", "?"].map((sign) =>
      Uint8Array.from(["", ...column.words], (word) => (word === sign + columnType ? 1 : 0)),
    );
  }

  /** How many pairs of items are linked directly. */
  linkCount(): number {
    let count = 0;
    for (const row of this.rows) {
      for (const other of this.around(row).keys()) if (this.holds(other) && other !== row) count++;
      count += this.named(row).length;
    }
    return this.rowType === this.columnType ? count / 2 : count; // where both sides are the same, each stands there twice
  }

  /** What a row as a whole says: what it lacks, else how it is linked. */
  standing(row: number): State {
    const needs = this.items.column("needs");
    const [lacks, exempt, advice] = this.needs;
    const category = this.items.category(row);
    const committed = ["agreed", "doing", "done"].includes(category);
    if (lacks && needs.some(row, lacks)) return committed ? "missing" : "later";
    if (exempt && needs.some(row, exempt)) return committed ? "exempt" : "later";
    if (advice && needs.some(row, advice) && committed && category !== "done") return "advice";
    return "none";
  }

  /** What a row is linked to, by item of the columns. */
  cells(row: number): Map<number, Cell> {
    let found = this.cache.get(row);
    if (!found) {
      found = this.compute(row);
      if (this.cache.size > KEPT) this.cache.clear();
      this.cache.set(row, found);
    }
    return found;
  }

  private living(type: string): number[] {
    const types = this.items.column("type");
    const code = types.words.indexOf(type) + 1;
    const found: number[] = [];
    for (let index = 0; index < this.items.count; index++) {
      if (types.first[index] === code && this.items.living(index)) found.push(index);
    }
    return found;
  }

  private holds(index: number): boolean {
    return this.items.type(index) === this.columnType && this.items.living(index);
  }

  /** Whether a counted link joins the two types anywhere. */
  private joinsTypes(): boolean {
    const { links, items } = this;
    const wanted = [this.rowType, this.columnType].sort().join(" ");
    for (let trace = 0; trace < links.count; trace++) {
      if (!this.roles[links.roleNumber(trace)]) continue;
      const types = [items.type(links.sourceOf(trace)), items.type(links.targetOf(trace))];
      if (types.sort().join(" ") === wanted) return true;
    }
    return false;
  }

  /** The items beside one, with the traces that join them. */
  private around(index: number): Map<number, number[]> {
    const found = new Map<number, number[]>();
    for (const direction of ["out", "into"] as const) {
      for (const trace of this.links.traces(index, direction)) {
        if (!this.roles[this.links.roleNumber(trace)]) continue;
        const other = direction === "out" ? this.links.targetOf(trace) : this.links.sourceOf(trace);
        const known = found.get(other);
        if (known) known.push(trace);
        else found.set(other, [trace]);
      }
    }
    return found;
  }

  private compute(row: number): Map<number, Cell> {
    const found = new Map<number, Cell>();
    for (const [other, traces] of this.around(row)) {
      if (this.holds(other) && other !== row) found.set(other, { state: this.judge(traces), traces });
    }
    for (const party of this.named(row)) found.set(party, { state: "ok", traces: [] });
    if (this.rowType === "release" || this.columnType === "release") this.scope(row, found);
    this.far(row, true, found);
    this.far(row, false, found);
    return found;
  }

  /** The worst of what is known of the links between two items. */
  private judge(traces: readonly number[]): State {
    if (traces.some((trace) => this.failed.has(trace))) return "failed";
    if (traces.some((trace) => this.stale.has(trace))) return "stale";
    return traces.some((trace) => this.suspect.has(trace)) ? "suspect" : "ok";
  }

  /** Items that name a party in a field, where no link joins the two types. */
  private named(row: number): number[] {
    if (this.direct) return [];
    if (this.rowType === "party")
      return (this.links.data.named[row] ?? []).filter((other) => this.holds(other));
    if (this.columnType !== "party") return [];
    return this.columns.filter((party) => this.links.data.named[party]?.includes(row));
  }

  private scope(row: number, found: Map<number, Cell>): void {
    const releases = this.items.column("release");
    if (this.columnType === "release") {
      const release = this.items.find(releases.text(row));
      if (release !== undefined && this.holds(release) && !found.has(release)) {
        found.set(release, { state: "derived", traces: [] });
      }
      return;
    }
    for (const other of this.columns) {
      if (this.items.find(releases.text(other)) === row && !found.has(other)) {
        found.set(other, { state: "derived", traces: [] });
      }
    }
  }

  /** What is reached in one direction. Where links join the types themselves, only stories and parts carry on. */
  private far(row: number, up: boolean, found: Map<number, Cell>): void {
    const seen = new Set([row]);
    let layer: [number, number | undefined][] = [[row, undefined]];
    for (let depth = 1; depth <= DEPTH && layer.length; depth++) {
      const next: [number, number | undefined][] = [];
      for (const [index, via] of layer) {
        for (const other of this.links.step(index, up)) {
          if (seen.has(other) || !this.items.living(other)) continue;
          seen.add(other);
          if (this.holds(other) && depth > 1 && !found.has(other)) {
            found.set(other, { state: "derived", traces: [], ...(via === undefined ? {} : { via }) });
          }
          if (this.carries(other, up)) next.push([other, via ?? other]);
        }
      }
      layer = next;
    }
  }

  private carries(index: number, up: boolean): boolean {
    if (!this.direct) return true;
    const type = this.items.type(index);
    const upper = up ? this.columnType : this.rowType;
    const lower = up ? this.rowType : this.columnType;
    return type === upper || (type === "story" && lower !== "story");
  }
}
