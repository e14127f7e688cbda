/** Answers what the script of every page asks about items. */

import { h } from "../shared/dom";
import { find } from "../shared/find";
import { type Items, items } from "../shared/items";
import { statusChip, typeBadge } from "../shared/look";
import type { Lookup } from "../shared/lookup";
import { base, shared } from "../shared/site";
import { card } from "./card";
import { texts } from "./texts";

const MOST_OPTIONS = 30;
const MOST_HITS = 5;

function answering(all: Items): Lookup {
  return {
    card: (id, path) => {
      const index = id === null ? all.at(path) : all.find(id);
      return index === undefined ? undefined : card(all, index);
    },
    options: (text) => find(text, all, MOST_OPTIONS).map((index, place) => option(all, index, place)),
    texts: (text, again) => texts(all, text, again),
    hits: (text) => find(text, all, MOST_HITS).map((index) => hit(all, index, text)),
  };
}

function option(all: Items, index: number, place: number): HTMLElement {
  const type = all.type(index);
  const isRow = type === "party" || type === "term";
  return h(
    "a",
    {
      class: "tpo-jump__option",
      id: `tpo-jump-${place}`,
      role: "option",
      tabindex: -1,
      href: base() + all.path(index),
    },
    typeBadge(all, index),
    isRow ? "" : h("span", { class: "tpo-jump__id" }, all.id[index] ?? ""),
    h("span", { class: "tpo-jump__title" }, all.title[index] ?? ""),
    statusChip(all, index),
  );
}

/** The theme opens the link with the highest score when Enter is pressed; an id that was typed whole is meant. */
function hit(all: Items, index: number, text: string): HTMLElement {
  const exact = (all.id[index] ?? "").toLowerCase() === text.trim().toLowerCase();
  return h(
    "a",
    { class: "tpo-hits__link", href: base() + all.path(index) },
    h(
      "span",
      { class: "tpo-hits__line", "data-md-score": exact ? 1e6 : 0 },
      typeBadge(all, index),
      " ",
      h("strong", {}, all.id[index] ?? ""),
      " ",
      all.title[index] ?? "",
      " ",
      statusChip(all, index),
    ),
  );
}

shared().lookup = items().then(answering);
