import assert from "node:assert/strict";
import { test } from "node:test";
import { layout } from "../src/graph/layout";
import { type Choice, Graph, type Picture } from "../src/graph/model";
import { ITEMS, itemsOf, LINKS, linksOf, ROLES } from "./fixture";

const items = itemsOf(ITEMS);
const links = linksOf(items, LINKS);
const graph = new Graph(items, links);
const at = (id: string) => items.find(id) ?? -1;
const all: Choice = { roles: new Set(ROLES.keys()), types: new Set(items.typeNames()) };
const ids = (picture: Picture) => [...picture.nodes.keys()].map((index) => items.id[index]).join(" ");

test("the neighbourhood goes up and down, not round the corner", () => {
  assert.equal(ids(graph.around(at("REQ-002"), 1, all)), "REQ-002 STY-001 REQ-001");
  assert.equal(ids(graph.around(at("STY-001"), 1, all)), "STY-001 REQ-001 REQ-002 TEST-001");
  assert.equal(ids(graph.around(at("GOAL-001"), 2, all)), "GOAL-001 REQ-001 STY-001 STY-002");
});

test("roles and types that are not ticked are not followed", () => {
  const choice = { ...all, roles: new Set([1]) };
  assert.equal(ids(graph.around(at("REQ-001"), 3, choice)), "REQ-001 STY-001 STY-002");
  assert.equal(ids(graph.around(at("REQ-001"), 3, { ...all, types: new Set(["goal"]) })), "REQ-001 GOAL-001");
});

test("the whole picture leaves out what has no links", () => {
  assert.equal(ids(graph.whole(all)), "GOAL-001 REQ-001 REQ-002 STY-001 STY-002 TEST-001");
});

test("impact is all that rests on an item", () => {
  const picture = graph.impact(at("REQ-001"), all);
  assert.deepEqual(
    [...picture.nodes].map(([index, depth]) => `${items.id[index]}:${depth}`),
    ["REQ-001:0", "STY-001:1", "STY-002:1", "TEST-001:2"],
  );
  assert.equal(picture.edges.length, 3);
});

test("the way between two items is the shortest", () => {
  const steps = graph.path(at("TEST-001"), at("GOAL-001"), all);
  assert.deepEqual(
    steps?.map((step) => items.id[step.to]),
    ["STY-001", "REQ-001", "GOAL-001"],
  );
  assert.equal(graph.path(at("TEST-001"), at("REL-1"), all), undefined);
  assert.deepEqual(graph.path(1, 1, all), []);
});

test("columns keep their order and are centred; long ones are broken", () => {
  const data = { column: [0, 1, 1, ...Array<number>(100).fill(2)], place: [0, 1, 0, ...Array(100).keys()] };
  const small = layout([0, 1, 2], data);
  assert.deepEqual(small.get(0), { x: 0, y: 0 });
  assert.ok((small.get(2)?.y ?? 0) < (small.get(1)?.y ?? 0));
  const many = layout(data.column.keys(), data);
  assert.ok(new Set([...many.values()].map(({ x }) => x)).size > 3);
});
