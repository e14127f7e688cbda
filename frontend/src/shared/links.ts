/** All links of the site, by item. */

import { type LinksData, load, type RoleData, shared } from "./site";

export const DATA = "assets/tpo-links.js";

export class Links {
  readonly roles: readonly RoleData[];
  readonly count: number;
  private readonly source: Uint32Array;
  private readonly role: Uint8Array;
  private readonly target: Uint32Array;
  private readonly out: Lists;
  private readonly into: Lists;
  private readonly counts: Uint8Array;

  constructor(
    readonly data: LinksData,
    items: number,
  ) {
    this.roles = data.roles;
    this.count = data.traces.length / 3;
    this.source = new Uint32Array(this.count);
    this.role = new Uint8Array(this.count);
    this.target = new Uint32Array(this.count);
    for (let trace = 0; trace < this.count; trace++) {
      this.source[trace] = data.traces[3 * trace] ?? 0;
      this.role[trace] = data.traces[3 * trace + 1] ?? 0;
      this.target[trace] = data.traces[3 * trace + 2] ?? 0;
    }
    this.out = new Lists(this.source, items);
    this.into = new Lists(this.target, items);
    this.counts = Uint8Array.from(data.roles, (role) => (role.traced || role.name === "parent" ? 1 : 0));
  }

  /** The numbers of the traces out of an item, or into it. */
  traces(item: number, direction: "out" | "into"): Uint32Array {
    return (direction === "out" ? this.out : this.into).of(item);
  }

  sourceOf(trace: number): number {
    return this.source[trace] ?? 0;
  }

  targetOf(trace: number): number {
    return this.target[trace] ?? 0;
  }

  roleOf(trace: number): RoleData {
    return this.roles[this.role[trace] ?? 0] as RoleData;
  }

  roleNumber(trace: number): number {
    return this.role[trace] ?? 0;
  }

  criterionOf(trace: number): string {
    return this.data.criteria[trace] ?? "";
  }

  any(item: number): boolean {
    return this.out.of(item).length + this.into.of(item).length > 0;
  }

  /** What an item directly serves (`up`), or what directly serves it: along links that count. */
  step(item: number, up: boolean): number[] {
    const found: number[] = [];
    for (const trace of this.out.of(item)) {
      if (this.counts[this.role[trace] ?? 0] && this.roleOf(trace).down !== up)
        found.push(this.targetOf(trace));
    }
    for (const trace of this.into.of(item)) {
      if (this.counts[this.role[trace] ?? 0] && this.roleOf(trace).down === up)
        found.push(this.sourceOf(trace));
    }
    return found;
  }

  /** All that is reached by steps, with how far away it is; the start only where a loop leads back. */
  closure(starts: Iterable<number>, up: boolean): Map<number, number> {
    const found = new Map<number, number>();
    let layer = [...starts];
    for (let depth = 1; layer.length; depth++) {
      const next: number[] = [];
      for (const item of layer) {
        for (const other of this.step(item, up)) {
          if (!found.has(other)) {
            found.set(other, depth);
            next.push(other);
          }
        }
      }
      layer = next;
    }
    return found;
  }
}

/** For each of many owners a list of numbers, in two arrays. */
export class Lists {
  private readonly start: Uint32Array;
  private readonly entries: Uint32Array;

  constructor(owners: ArrayLike<number>, count: number) {
    this.start = new Uint32Array(count + 1);
    for (let entry = 0; entry < owners.length; entry++) {
      const owner = owners[entry] ?? 0;
      this.start[owner + 1] = (this.start[owner + 1] ?? 0) + 1;
    }
    for (let owner = 0; owner < count; owner++) {
      this.start[owner + 1] = (this.start[owner + 1] ?? 0) + (this.start[owner] ?? 0);
    }
    const next = this.start.slice();
    this.entries = new Uint32Array(owners.length);
    for (let entry = 0; entry < owners.length; entry++) {
      const owner = owners[entry] ?? 0;
      this.entries[next[owner] ?? 0] = entry;
      next[owner] = (next[owner] ?? 0) + 1;
    }
  }

  of(owner: number): Uint32Array {
    return this.entries.subarray(this.start[owner], this.start[owner + 1]);
  }
}

let made: Links | undefined;

/** The links of the site, loaded when they are first asked for. */
export async function links(count: number): Promise<Links> {
  if (!made) {
    if (!shared().links) await load(DATA);
    const data = shared().links;
    if (!data) throw new Error(`${DATA} holds no links`);
    made = new Links(data, count);
  }
  return made;
}
