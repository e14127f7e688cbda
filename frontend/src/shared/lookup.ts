/** What the script of every page asks about items, and how it gets to the one that answers. */

import { load, shared } from "./site";

export interface Lookup {
  /** What a card says about the item with that id, or that is shown at that path below the site's root. */
  card: (id: string | null, path: string) => Node[] | undefined;
  /** The lines of the jump for what somebody typed. */
  options: (text: string) => HTMLElement[];
  /** The lines above the hits of the theme's search. */
  hits: (text: string) => HTMLElement[];
  /** What Pagefind finds; `again` asks anew once a facet is chosen. */
  texts: (text: string, again: () => void) => Promise<Texts>;
}

export interface Texts {
  options: HTMLElement[];
  facets: HTMLElement[];
  note: string;
}

/** Loaded with the data when it is first needed, so that pages stay light. */
export async function lookup(): Promise<Lookup> {
  await Promise.all([load("assets/tpo-items.js"), load("assets/tpo-lookup.js")]);
  const found = await shared().lookup;
  if (!found) throw new Error("assets/tpo-lookup.js does not answer");
  return found;
}
