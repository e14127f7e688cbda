/** One side of the matrix: items, or groups of items that can be opened. */

import type { Items } from "../shared/items";
import type { Links } from "../shared/links";

export interface Slot {
  /** The item; undefined for a group. */
  item?: number;
  group?: Group;
}

export interface Group {
  /** The item that stands for the group; undefined for what belongs to none. */
  item: number | undefined;
  members: number[];
  open: boolean;
}

export const GROUPINGS = ["goal", "epic", "release"] as const;
export type Grouping = (typeof GROUPINGS)[number] | "";

export class Axis {
  readonly groups: Group[];
  private slots: Slot[] = [];
  private place = new Map<number, number>();
  private placeOfGroup = new Map<Group, number>();
  private groupOf = new Map<number, Group>();

  constructor(
    private readonly members: readonly number[],
    grouping: Grouping,
    items: Items,
    links: Links,
  ) {
    this.groups = grouping ? grouped(members, grouping, items, links) : [];
    for (const group of this.groups) for (const member of group.members) this.groupOf.set(member, group);
    this.arrange();
  }

  get length(): number {
    return this.slots.length;
  }

  slot(place: number): Slot {
    return this.slots[place] ?? {};
  }

  /** The items that a slot stands for. */
  membersOf(slot: Slot): readonly number[] {
    return slot.group ? slot.group.members : slot.item === undefined ? [] : [slot.item];
  }

  /** Where an item is shown: in its own slot, and in that of its group. */
  placesOf(item: number): number[] {
    const group = this.groupOf.get(item);
    const places: number[] = [];
    const inGroup = group && this.placeOfGroup.get(group);
    if (inGroup !== undefined) places.push(inGroup);
    const own = this.place.get(item);
    if (own !== undefined) places.push(own);
    return places;
  }

  toggle(group: Group): void {
    group.open = !group.open;
    this.arrange();
  }

  openAll(open: boolean): void {
    for (const group of this.groups) group.open = open;
    this.arrange();
  }

  private arrange(): void {
    this.slots = [];
    if (this.groups.length) {
      for (const group of this.groups) {
        this.slots.push({ group });
        if (group.open) for (const item of group.members) this.slots.push({ item });
      }
    } else {
      this.slots = this.members.map((item) => ({ item }));
    }
    this.place = new Map();
    this.placeOfGroup = new Map();
    this.slots.forEach((slot, place) => {
      if (slot.item !== undefined) this.place.set(slot.item, place);
      if (slot.group) this.placeOfGroup.set(slot.group, place);
    });
  }
}

/** The members by the goal, epic or release that each belongs to, in the order of these; the rest at the end. */
function grouped(members: readonly number[], grouping: Grouping, items: Items, links: Links): Group[] {
  const found = new Map<number | undefined, Group>();
  for (const member of members) {
    const item = groupOf(member, grouping, items, links);
    let group = found.get(item);
    if (!group) {
      group = { item, members: [], open: false };
      found.set(item, group);
    }
    group.members.push(member);
  }
  return [...found.values()].sort((one, other) => (one.item ?? Infinity) - (other.item ?? Infinity));
}

export function groupOf(member: number, grouping: Grouping, items: Items, links: Links): number | undefined {
  if (items.type(member) === grouping) return member;
  if (grouping === "release") return items.find(items.column("release").text(member));
  const found = nearest([member], grouping, items, links);
  // A requirement lies below no epic: it counts for the one whose story realizes it.
  return (
    found ?? (grouping === "epic" ? nearest(links.step(member, false), grouping, items, links, 2) : undefined)
  );
}

/** The nearest item of a type upstream, the first of several. */
function nearest(starts: number[], type: string, items: Items, links: Links, depths = 6): number | undefined {
  const seen = new Set(starts);
  let layer = starts;
  for (let depth = 0; depth < depths && layer.length; depth++) {
    const next: number[] = [];
    const found: number[] = [];
    for (const index of layer) {
      for (const other of links.step(index, true)) {
        if (items.type(other) === type) found.push(other);
        if (!seen.has(other)) {
          seen.add(other);
          next.push(other);
        }
      }
    }
    if (found.length) return Math.min(...found);
    layer = next;
  }
  return undefined;
}
