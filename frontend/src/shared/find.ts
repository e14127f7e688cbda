/** Items by what somebody types who knows their id, or a part of their title. */

import type { Items } from "./items";

/** The best matches first: the id itself, ids that begin so, numbers, titles with all words. */
export function find(text: string, items: Items, most: number): number[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const number = /^\d+$/.test(wanted) ? Number(wanted) : undefined;
  const words = wanted.split(/\s+/);
  const found: [number, number][] = [];
  const alias = items.find(text.trim());
  for (let index = 0; index < items.count; index++) {
    const rank = index === alias ? 0 : rankOf(index, wanted, words, number, items);
    if (rank !== undefined) found.push([rank, index]);
  }
  found.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  return found.slice(0, most).map(([, index]) => index);
}

function rankOf(
  index: number,
  wanted: string,
  words: readonly string[],
  number: number | undefined,
  items: Items,
): number | undefined {
  const id = (items.id[index] ?? "").toLowerCase();
  if (id === wanted) return 0;
  if (id.startsWith(wanted)) return 1;
  if (number !== undefined && Number(/(\d+)$/.exec(id)?.[1] ?? Number.NaN) === number) return 2;
  if (id.replace(/[-_.]0*/g, "") === wanted.replace(/[-_. ]0*/g, "")) return 2;
  const title = (items.title[index] ?? "").toLowerCase();
  if (title.startsWith(wanted)) return 3;
  const all = `${id} ${title}`;
  if (words.every((word) => all.startsWith(word) || all.includes(` ${word}`))) return 4;
  return words.every((word) => all.includes(word)) ? 5 : undefined;
}
