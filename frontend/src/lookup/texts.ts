/** Words in texts, found by Pagefind in projects that are too large for the theme's search; it needs a web server. */

import { h } from "../shared/dom";
import type { Items } from "../shared/items";
import { statusChip, typeBadge } from "../shared/look";
import type { Texts } from "../shared/lookup";
import { base, shared } from "../shared/site";
import { figure, t } from "../shared/words";

type Filters = Record<string, string[]>;

interface Found {
  url: string;
  excerpt: string;
  meta: Record<string, string>;
}

export interface Pagefind {
  options: (options: Record<string, unknown>) => Promise<void>;
  filters: () => Promise<unknown>;
  search: (
    text: string,
    options: { filters: Filters },
  ) => Promise<{
    results: { data: () => Promise<Found> }[];
    filters: Record<string, Record<string, number>>;
  }>;
}

const MOST = 12;
const MOST_VALUES = 8;
const chosen: Filters = { type: [], status: [] };
let engine: Promise<Pagefind> | undefined;

/** The hits behind those by id: options of the same list, and buttons for facets. */
export async function texts(all: Items, text: string, again: () => void): Promise<Texts> {
  if (location.protocol === "file:") {
    return { options: [], facets: [], note: t("Words in texts are found only on a web server.") };
  }
  let found: Awaited<ReturnType<Pagefind["search"]>>;
  let data: Found[];
  try {
    const wanted = Object.fromEntries(Object.entries(chosen).filter(([, values]) => values.length));
    found = await (await pagefind()).search(text, { filters: wanted });
    data = await Promise.all(found.results.slice(0, MOST).map((result) => result.data()));
  } catch {
    engine = undefined;
    return { options: [], facets: [], note: t("The texts are still being indexed.") };
  }
  return {
    options: data.map((one, place) => option(all, one, place)),
    facets: Object.entries(chosen).flatMap(([name, values]) =>
      facet(values, found.filters[name] ?? {}, again),
    ),
    note:
      found.results.length > MOST
        ? t("{count} texts hold these words.", { count: figure(found.results.length) })
        : "",
  };
}

function pagefind(): Promise<Pagefind> {
  engine ??= new Promise<Pagefind>((resolve, reject) => {
    const script = h("script", { type: "module", src: `${base()}pagefind/tpo.js` });
    script.onload = () => {
      const made = shared().pagefind;
      if (!made) return reject(new Error("no index"));
      made
        .options({ baseUrl: new URL(base()).pathname, excerptLength: 24 })
        .then(() => made.filters()) // it counts them only once it knows them
        .then(() => resolve(made), reject);
    };
    script.onerror = () => reject(new Error("no index"));
    document.head.append(script);
  });
  return engine;
}

function option(all: Items, found: Found, place: number): HTMLElement {
  const path = new URL(found.url, location.href).href.slice(base().length);
  const index = all.at(path);
  return h(
    "a",
    {
      class: "tpo-jump__option tpo-jump__option--text",
      id: `tpo-jump-text-${place}`,
      role: "option",
      tabindex: -1,
      href: base() + path,
    },
    h(
      "span",
      { class: "tpo-jump__line" },
      index === undefined ? "" : typeBadge(all, index),
      index === undefined ? "" : h("span", { class: "tpo-jump__id" }, all.id[index] ?? ""),
      h(
        "span",
        { class: "tpo-jump__title" },
        (index === undefined ? found.meta["title"] : all.title[index]) ?? "",
      ),
      index === undefined ? "" : statusChip(all, index),
    ),
    h("span", { class: "tpo-jump__excerpt" }, ...marked(found.excerpt)),
  );
}

/** An excerpt comes as escaped text with `<mark>` around what was found. */
function marked(excerpt: string): (Node | string)[] {
  return excerpt.split(/<mark>(.*?)<\/mark>/s).map((part, place) => {
    // The letter before keeps the blanks that HTML would drop.
    const text = new DOMParser().parseFromString(`x${part}`, "text/html").body.textContent?.slice(1) ?? "";
    return place % 2 ? h("mark", {}, text) : text;
  });
}

function facet(values: string[], counts: Record<string, number>, again: () => void): HTMLElement[] {
  return Object.entries(counts)
    .filter(([value, count]) => count || values.includes(value))
    .sort(([, one], [, other]) => other - one)
    .slice(0, MOST_VALUES)
    .map(([value, count]) => {
      const pressed = values.includes(value);
      return h(
        "button",
        {
          type: "button",
          class: "tpo-facet",
          "aria-pressed": String(pressed),
          onclick: () => {
            if (pressed) values.splice(values.indexOf(value), 1);
            else values.push(value);
            again();
          },
        },
        value,
        " ",
        h("span", { class: "tpo-facet__count" }, figure(count)),
      );
    });
}
