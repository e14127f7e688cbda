/** Where the visible items stand: in the columns and the order that were computed when the site was built. */

import type { GraphData } from "../shared/site";

export interface Position {
  x: number;
  y: number;
}

const WIDTH = 130;
const HEIGHT = 34;
const BETWEEN = 90;

export function layout(visible: Iterable<number>, data: GraphData): Map<number, Position> {
  const columns = new Map<number, number[]>();
  let count = 0;
  for (const index of visible) {
    const column = data.column[index] ?? 0;
    const members = columns.get(column);
    if (members) members.push(index);
    else columns.set(column, [index]);
    count++;
  }
  // Columns that would be much longer than the picture is wide are broken into several side by side.
  const most = Math.max(12, Math.ceil(Math.sqrt(count) * 2));
  const found = new Map<number, Position>();
  let x = 0;
  for (const column of [...columns.keys()].sort((one, other) => one - other)) {
    const members = (columns.get(column) ?? []).sort((a, b) => (data.place[a] ?? 0) - (data.place[b] ?? 0));
    const parts = Math.ceil(members.length / most);
    const rows = Math.ceil(members.length / parts);
    members.forEach((index, place) => {
      const part = Math.floor(place / rows);
      const inPart = Math.min(rows, members.length - part * rows);
      found.set(index, { x: x + part * WIDTH, y: ((place % rows) - (inPart - 1) / 2) * HEIGHT });
    });
    x += parts * WIDTH + BETWEEN;
  }
  return found;
}
