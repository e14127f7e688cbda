/** All items of the site, as columns. */

import { decoded, own } from "./dom";
import { type ColumnData, type ItemsData, load, shared } from "./site";

export const DATA = "assets/tpo-items.js";

/** A column: for each item a number (0 for nothing) or several. */
export class Column {
  readonly words: readonly string[];
  readonly value: string;
  readonly choices: readonly string[];
  readonly title: string;
  /** The first (mostly only) word of each item, from 1. */
  readonly first: Uint16Array | Uint32Array;
  private readonly several = new Map<number, number[]>();

  constructor(data: ColumnData, count: number) {
    this.words = data.words;
    this.value = data.value;
    this.choices = data.choices ?? [];
    this.title = data.title ?? "";
    this.first = data.words.length < 65535 ? new Uint16Array(count) : new Uint32Array(count);
    data.values.forEach((value, offset) => {
      const index = data.start + offset;
      if (typeof value === "number") {
        this.first[index] = value;
      } else {
        this.first[index] = value[0] ?? 0;
        this.several.set(index, value);
      }
    });
  }

  /** The numbers of an item's words. */
  codes(index: number): readonly number[] {
    const several = this.several.get(index);
    if (several) return several;
    const first = this.first[index];
    return first ? [first] : [];
  }

  /** An item's words. */
  texts(index: number): string[] {
    return this.codes(index).map((code) => this.words[code - 1] ?? "");
  }

  /** An item's first word, empty where it has none. */
  text(index: number): string {
    return this.words[(this.first[index] ?? 0) - 1] ?? "";
  }

  /** Whether any of an item's words passes; `passes` is by code. */
  some(index: number, passes: Uint8Array): boolean {
    const several = this.several.get(index);
    if (several) return several.some((code) => passes[code]);
    return Boolean(passes[this.first[index] ?? 0]);
  }

  /** How often each word occurs among items; by code, at 0 those without any. */
  count(counts: Uint32Array, index: number): void {
    const several = this.several.get(index);
    if (several) {
      for (const code of several) counts[code] = (counts[code] ?? 0) + 1;
    } else {
      const code = this.first[index] ?? 0;
      counts[code] = (counts[code] ?? 0) + 1;
    }
  }
}

const NOTHING: ColumnData = { words: [], start: 0, values: [], value: "word" };

export class Items {
  readonly count: number;
  readonly id: readonly string[];
  readonly title: readonly string[];
  private readonly columns = new Map<string, Column>();
  private readonly types: Map<string, [string, string]>;
  private readonly categoryOf: Map<string, string>;
  private byId: Map<string, number> | undefined;
  private byPage: Map<string, number> | undefined;
  private stacks: string[] = [];

  constructor(readonly data: ItemsData) {
    this.count = data.count;
    this.id = data.id;
    this.title = data.title;
    this.types = new Map(data.types.map(([name, one, many]) => [name, [one, many]]));
    this.categoryOf = new Map(
      data.categories.map(([type, status, category]) => [`${type}\n${status}`, category]),
    );
  }

  /** Whether there is a column of that name. */
  has(name: string): boolean {
    return Object.hasOwn(this.data.columns, name);
  }

  column(name: string): Column {
    let found = this.columns.get(name);
    if (!found) {
      found = new Column((this.has(name) ? this.data.columns[name] : undefined) ?? NOTHING, this.count);
      this.columns.set(name, found);
    }
    return found;
  }

  /** The number of the item with that id or former id, else undefined. */
  find(id: string): number | undefined {
    if (!this.byId) this.byId = new Map(this.id.map((name, index) => [name, index]));
    return this.byId.get(id) ?? this.byId.get(own(this.data.aliases, id) ?? "");
  }

  type(index: number): string {
    return this.column("type").text(index);
  }

  /** What an item of a type is called. */
  singular(type: string): string {
    return this.types.get(type)?.[0] ?? type;
  }

  plural(type: string): string {
    return this.types.get(type)?.[1] ?? type;
  }

  /** The types of the schema, in its order. */
  typeNames(): string[] {
    return [...this.types.keys()];
  }

  /** A word of the data as the page's language has it. */
  label(word: string): string {
    return own(this.data.labels, word) ?? word;
  }

  category(index: number): string {
    return this.categoryOf.get(`${this.type(index)}\n${this.column("status").text(index)}`) ?? "draft";
  }

  /** The category of a status of a type; of any type, where this one has it not. */
  categoryNamed(type: string, status: string): string | undefined {
    const wanted = status.toLowerCase();
    let other: string | undefined;
    for (const [owner, name, category] of this.data.categories) {
      if (name.toLowerCase() !== wanted) continue;
      if (owner === type) return category;
      other ??= category;
    }
    return other;
  }

  living(index: number): boolean {
    return this.category(index) !== "dead";
  }

  /** The path of an item's page below the site's root. */
  path(index: number): string {
    const folder = this.data.folders[this.data.folder[index] ?? 0] ?? "";
    const file = this.data.files[index] ?? `${this.id[index]}.html`;
    const anchor = this.data.anchors[index];
    const path = [...(folder ? folder.split("/") : []), file].map(encodeURIComponent).join("/");
    return anchor ? `${path}#${anchor}` : path;
  }

  /** The item that a path below the site's root shows. */
  at(path: string): number | undefined {
    if (!this.byPage) {
      this.byPage = new Map();
      for (let index = 0; index < this.count; index++) this.byPage.set(decoded(this.path(index)), index);
    }
    const wanted = decoded(path);
    return this.byPage.get(wanted) ?? this.byPage.get(wanted.replace(/#.*/, ""));
  }

  /** All that a search without a field looks at, in lower case. */
  stack(index: number): string {
    let found = this.stacks[index];
    if (found === undefined) {
      const parts = [this.id[index] ?? "", this.title[index] ?? ""];
      for (const name of ["type", "kind", "status", "priority", "owner", "tags"]) {
        const column = this.column(name);
        if (column.first[index]) parts.push(...column.texts(index));
      }
      found = parts.join("\n").toLowerCase();
      this.stacks[index] = found;
    }
    return found;
  }
}

let made: Items | undefined;

/** The items of the site, loaded when they are first asked for. */
export async function items(): Promise<Items> {
  if (!made) {
    if (!shared().items) await load(DATA);
    const data = shared().items;
    if (!data) throw new Error(`${DATA} holds no items`);
    shared().words = { ...shared().words, ...data.words };
    shared().language = data.language;
    made = new Items(data);
  }
  return made;
}
