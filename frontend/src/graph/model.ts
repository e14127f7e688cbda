/** Which items and links the graph shows: around an item, between two, or below one. */

import type { Items } from "../shared/items";
import type { Links } from "../shared/links";

export interface Choice {
  /** The numbers of the roles that count. */
  roles: ReadonlySet<number>;
  types: ReadonlySet<string>;
}

export interface Picture {
  /** Item → how far it is from the start. */
  nodes: Map<number, number>;
  /** Traces between them. */
  edges: number[];
  /** Whether there would be more than can be shown. */
  cut: boolean;
}

export interface Step {
  trace: number;
  from: number;
  to: number;
}

export const MOST = 2000;

export class Graph {
  constructor(
    readonly items: Items,
    readonly links: Links,
  ) {}

  /** Everything, if it is not too much. */
  whole(choice: Choice): Picture {
    const nodes = new Map<number, number>();
    let cut = false;
    for (let index = 0; index < this.items.count; index++) {
      if (!this.shows(index, choice) || !this.links.any(index)) continue;
      if (nodes.size >= MOST) {
        cut = true;
        break;
      }
      nodes.set(index, 0);
    }
    return this.picture(nodes, choice, cut);
  }

  /** What is around an item: what it serves and what serves it, so many steps away. */
  around(start: number, depth: number, choice: Choice): Picture {
    const nodes = new Map([[start, 0]]);
    let cut = false;
    for (const up of [true, false]) {
      let layer = [start];
      for (let far = 1; far <= depth && layer.length; far++) {
        const next: number[] = [];
        for (const { to } of layer.flatMap((index) => this.steps(index, choice, up))) {
          if (nodes.has(to)) continue;
          if (nodes.size >= MOST) {
            cut = true;
            continue;
          }
          nodes.set(to, far);
          next.push(to);
        }
        layer = next;
      }
    }
    return this.picture(nodes, choice, cut);
  }

  /** What may have to change if an item changes: all that serves it, with how far away it is. */
  impact(start: number, choice: Choice): Picture {
    const nodes = new Map([[start, 0]]);
    for (const [index, depth] of this.links.closure([start], false)) {
      if (index !== start && this.items.living(index)) nodes.set(index, depth);
    }
    const cut = nodes.size > MOST;
    const shown = new Map([...nodes].slice(0, MOST));
    return this.picture(shown, { ...choice, types: new Set(this.items.typeNames()) }, cut);
  }

  /** The shortest way between two items, in either direction of the links; undefined where there is none. */
  path(from: number, to: number, choice: Choice): Step[] | undefined {
    const before = new Map<number, Step>();
    const seen = new Set([from]);
    let layer = [from];
    while (layer.length && !seen.has(to)) {
      const next: number[] = [];
      for (const index of layer) {
        for (const step of this.steps(index, { ...choice, types: new Set(this.items.typeNames()) })) {
          if (seen.has(step.to)) continue;
          seen.add(step.to);
          before.set(step.to, step);
          next.push(step.to);
        }
      }
      layer = next;
    }
    if (!seen.has(to)) return undefined;
    const steps: Step[] = [];
    for (let at = to; at !== from; ) {
      const step = before.get(at);
      if (!step) break;
      steps.unshift(step);
      at = step.from;
    }
    return steps;
  }

  /** The items one link away: what the item serves (`up`), what serves it, or both. */
  private steps(index: number, choice: Choice, up?: boolean): Step[] {
    const found: Step[] = [];
    for (const direction of ["out", "into"] as const) {
      for (const trace of this.links.traces(index, direction)) {
        if (!choice.roles.has(this.links.roleNumber(trace))) continue;
        const leadsUp = (direction === "out") !== this.links.roleOf(trace).down;
        if (up !== undefined && leadsUp !== up) continue;
        const to = direction === "out" ? this.links.targetOf(trace) : this.links.sourceOf(trace);
        if (to !== index && this.shows(to, choice)) found.push({ trace, from: index, to });
      }
    }
    return found;
  }

  private shows(index: number, choice: Choice): boolean {
    return choice.types.has(this.items.type(index));
  }

  private picture(nodes: Map<number, number>, choice: Choice, cut: boolean): Picture {
    const edges: number[] = [];
    for (const index of nodes.keys()) {
      for (const trace of this.links.traces(index, "out")) {
        if (choice.roles.has(this.links.roleNumber(trace)) && nodes.has(this.links.targetOf(trace)))
          edges.push(trace);
      }
    }
    return { nodes, edges, cut };
  }
}
