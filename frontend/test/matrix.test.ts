import assert from "node:assert/strict";
import { test } from "node:test";
import { Axis } from "../src/matrix/axis";
import { Joins } from "../src/matrix/joins";
import { ITEMS, itemsOf, LINKS, linksOf } from "./fixture";

const items = itemsOf(ITEMS);
const links = linksOf(items, LINKS);
const at = (id: string) => items.find(id) ?? -1;

function states(joins: Joins, row: string): Record<string, string> {
  return Object.fromEntries(
    [...joins.cells(at(row))].map(([index, cell]) => [items.id[index] ?? "", cell.state]),
  );
}

test("direct links, and those through a story", () => {
  const joins = new Joins(items, links, "requirement", "story");
  assert.deepEqual(states(joins, "REQ-001"), { "STY-001": "ok", "STY-002": "ok" });
  assert.equal(joins.linkCount(), 3);
  assert.deepEqual(states(new Joins(items, links, "requirement", "test"), "REQ-002"), {
    "TEST-001": "derived",
  });
});

test("any type by any other, in both directions", () => {
  assert.deepEqual(states(new Joins(items, links, "goal", "story"), "GOAL-001"), {
    "STY-001": "derived",
    "STY-002": "derived",
  });
  assert.deepEqual(states(new Joins(items, links, "test", "requirement"), "TEST-001"), {
    "REQ-001": "derived",
    "REQ-002": "derived",
  });
  assert.deepEqual(states(new Joins(items, links, "story", "release"), "STY-001"), {});
  assert.deepEqual(states(new Joins(items, links, "release", "requirement"), "REL-1"), {
    "REQ-001": "derived",
  });
});

test("dead items are no rows, and a row says what it lacks", () => {
  const joins = new Joins(items, links, "requirement", "test");
  assert.deepEqual(
    joins.rows.map((row) => items.id[row]),
    ["REQ-001", "REQ-002"],
  );
  assert.equal(joins.standing(at("REQ-001")), "none");
  assert.equal(joins.standing(at("REQ-002")), "later");
});

test("suspect links and failed tests say so", () => {
  const verifies = LINKS.indexOf("TEST-001 verifies STY-001/AC1");
  const marked = linksOf(items, LINKS, { suspect: [1], failed: [verifies] });
  assert.equal(states(new Joins(items, marked, "requirement", "story"), "REQ-001")["STY-001"], "suspect");
  assert.equal(states(new Joins(items, marked, "story", "test"), "STY-001")["TEST-001"], "failed");
});

test("parties named in fields are linked where no link joins the types", () => {
  const more = itemsOf([...ITEMS, { id: "sam", type: "party", title: "Sam", status: "approved" }]);
  const named = linksOf(more, LINKS, { named: { 8: [1] } });
  assert.deepEqual([...new Joins(more, named, "requirement", "party").cells(1).keys()], [8]);
  assert.deepEqual([...new Joins(more, named, "party", "requirement").cells(8).keys()], [1]);
});

test("each pair that is linked directly counts once", () => {
  const more = itemsOf([...ITEMS, { id: "sam", type: "party", title: "Sam", status: "approved" }]);
  const named = linksOf(more, LINKS, { named: { 8: [1, 2] } });
  assert.equal(new Joins(more, named, "requirement", "party").linkCount(), 2);
  assert.equal(new Joins(more, named, "party", "requirement").linkCount(), 2);
  const among = linksOf(items, ["REQ-001 relates REQ-002", "REQ-001 relates REQ-001"]);
  assert.equal(new Joins(items, among, "requirement", "requirement").linkCount(), 1);
});

test("a side folds into groups", () => {
  const members = [at("STY-001"), at("STY-002"), at("REQ-002")];
  const axis = new Axis(members, "goal", items, links);
  assert.equal(axis.length, 2);
  const groups = axis.groups.map((group) => [items.id[group.item ?? -1], group.members.length]);
  assert.deepEqual(groups, [
    ["GOAL-001", 2],
    [undefined, 1],
  ]);
});

test("an open group shows its members, each also counted in the group", () => {
  const axis = new Axis([at("REQ-001"), at("REQ-010")], "release", items, links);
  assert.deepEqual(
    axis.groups.map((group) => items.id[group.item ?? -1]),
    ["REL-1", undefined],
  );
  const [first] = axis.groups;
  assert.ok(first);
  assert.deepEqual(axis.placesOf(at("REQ-001")), [0]);
  axis.toggle(first);
  assert.equal(axis.length, 3);
  assert.deepEqual(axis.placesOf(at("REQ-001")), [0, 1]);
  axis.openAll(false);
  assert.equal(axis.length, 2);
});
