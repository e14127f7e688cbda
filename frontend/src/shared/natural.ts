/** The order in which REQ-9 comes before REQ-10; the same as Python's `natural_key`. */

const PARTS = /\d+|\D+/g;

export function naturalKey(text: string): (number | string)[] {
  return (text.match(PARTS) ?? []).map((part) => (/^\d/.test(part) ? Number(part) : part));
}

export function compareKeys(one: (number | string)[], other: (number | string)[]): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const a = one[index] as number | string;
    const b = other[index] as number | string;
    if (a === b) continue;
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a === "number") return -1;
    if (typeof b === "number") return 1;
    return a < b ? -1 : 1;
  }
  return one.length - other.length;
}

export function compareNatural(one: string, other: string): number {
  return compareKeys(naturalKey(one), naturalKey(other));
}

/** Numbers of 0 … n-1 by their place in natural order. */
export function ranks(texts: readonly string[]): Uint32Array {
  const keys = texts.map((text) => naturalKey(text.toLowerCase()));
  const order = Array.from(texts.keys()).sort((a, b) => compareKeys(keys[a] ?? [], keys[b] ?? []) || a - b);
  const rank = new Uint32Array(texts.length);
  order.forEach((index, place) => {
    rank[index] = place;
  });
  return rank;
}
