/** What the scripts of a page share: where the site is, its data files and its words. */

import type { Pagefind } from "../lookup/texts";
import type { PageNames, Versions } from "../site/versions";
import type { Lookup } from "./lookup";

export interface ColumnData {
  /** In their own order: sorting by number sorts by meaning. */
  words: string[];
  /** The first item that has a value. */
  start: number;
  /** From there on: 0 for nothing, else a place in `words` from 1, or a list of them. */
  values: (number | number[])[];
  value: string;
  /** Of a choice: all words of the schema, the best first. */
  choices?: string[];
  title?: string;
}

export interface ItemsData {
  count: number;
  id: string[];
  title: string[];
  folders: string[];
  folder: number[];
  files: Record<number, string>;
  anchors: Record<number, string>;
  columns: Record<string, ColumnData>;
  /** Name, one, many. */
  types: [string, string, string][];
  /** Type, status, category. */
  categories: [string, string, string][];
  joins: string[];
  keywords: Record<string, [string, boolean]>;
  rules: Record<string, string>;
  labels: Record<string, string>;
  plain: Record<number, string>;
  aliases: Record<string, string>;
  words: Record<string, string>;
  language: string;
}

export interface RoleData {
  name: string;
  inverse: string;
  says: [string, string];
  traced: boolean;
  /** Whether the target is what shows the source, and not what the source serves. */
  down: boolean;
}

export interface LinksData {
  roles: RoleData[];
  /** Source, role, target; source, role, target; … */
  traces: number[];
  criteria: Record<number, string>;
  parts: Record<number, string[]>;
  named: Record<number, number[]>;
  suspect?: number[];
  failed?: number[];
  stale?: number[];
}

export interface GraphData {
  /** Column of each item, and its place in it. */
  column: number[];
  place: number[];
}

export interface Shared {
  /** The address of the site's root, with a slash at its end. */
  base?: string;
  words?: Record<string, string>;
  language?: string;
  items?: ItemsData;
  links?: LinksData;
  graph?: GraphData;
  /** Which search of words the site has, where it is not the theme's. */
  search?: "pagefind";
  pagefind?: Pagefind;
  versions?: Versions;
  /** The pages of the version whose list was loaded last. */
  pages?: PageNames;
  lookup?: Promise<Lookup>;
  loading?: Record<string, Promise<void>>;
  /** What is done on every page that the theme shows without loading it as a whole (`navigation.instant`). */
  acts?: (() => void)[];
}

declare global {
  interface Window {
    __tpo?: Shared;
  }
}

export function shared(): Shared {
  if (!window.__tpo) window.__tpo = {};
  return window.__tpo;
}

/** The root of the site, as the script of every page knows it from its own address. */
export function base(): string {
  return shared().base ?? new URL("./", location.href).href;
}

/** Does something now, and again on each further page that is shown within this one. */
export function onEveryPage(act: () => void): void {
  const all = shared();
  if (!all.acts) all.acts = [];
  all.acts.push(act);
  act();
}

/** Loads a script of the site once; pages opened from a folder can load nothing else. */
export function load(path: string): Promise<void> {
  const all = shared();
  if (!all.loading) all.loading = {};
  const known = all.loading[path];
  if (known) return known;
  const made = new Promise<void>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = base() + path;
    script.onload = () => resolve();
    script.onerror = () => {
      delete all.loading?.[path];
      reject(new Error(`${path} cannot be loaded`));
    };
    document.head.append(script);
  });
  all.loading[path] = made;
  return made;
}
