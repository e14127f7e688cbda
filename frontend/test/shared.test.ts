import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, harmless } from "../src/shared/csv";
import { find } from "../src/shared/find";
import { encode, read, write } from "../src/shared/hash";
import { Lists } from "../src/shared/links";
import { compareNatural, ranks } from "../src/shared/natural";
import { t } from "../src/shared/words";
import { ITEMS, itemsOf, LINKS, linksOf } from "./fixture";

test("CSV quotes what it must and lets no formula through", () => {
  assert.equal(
    csv([
      ["a", 'say "so"', "x,y"],
      ["=1+1", "-5", "+a"],
    ]),
    'a,"say ""so""","x,y"\r\n\'=1+1,-5,\'+a\r\n',
  );
  for (const text of ["=cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "\tx", "+49 30"])
    assert.equal(harmless(text)[0], "'");
  for (const text of [" =1", "\n=1", "＝1", "\t=1"]) assert.equal(harmless(text)[0], "'");
  assert.equal(harmless("a;=1; +x;-2"), "a;'=1; '+x;-2");
  for (const text of ["-12.5", "+3", "a - b; - c", "REQ-001", ""]) assert.equal(harmless(text), text);
});

test("the state of a view survives the address", () => {
  const state = { q: 'title:"a b" ~x \\ & #1 ü', cols: "id,title" };
  const hash = write(state);
  assert.deepEqual(read(`#${hash}`), state);
  assert.doesNotMatch(decodeURIComponent(hash), /["\\]/);
  assert.equal(encode("type:story,test sort:-id"), "type:story,test%20sort:-id");
});

test("a broken address is an empty state", () => {
  assert.deepEqual(read("#q=%E0%A4%A"), { q: "" });
  assert.deepEqual(read("#ac1"), {});
  assert.equal(write({ q: "" }), "");
});

test("REQ-9 comes before REQ-10", () => {
  const sorted = ["REQ-10", "REQ-9", "REQ-9.1", "ADR-2"].sort(compareNatural);
  assert.deepEqual(sorted, ["ADR-2", "REQ-9", "REQ-9.1", "REQ-10"]);
  assert.deepEqual([...ranks(["b2", "a", "b1"])], [2, 0, 1]);
});

test("the jump puts the id first, then its beginning, numbers, titles", () => {
  const items = itemsOf(ITEMS);
  const ids = (text: string) => find(text, items, 10).map((index) => items.id[index]);
  assert.deepEqual(ids("req-001"), ["REQ-001"]);
  assert.deepEqual(ids("REQ-0"), ["REQ-001", "REQ-002", "REQ-010"]);
  assert.deepEqual(ids("req1"), ["REQ-001"]);
  assert.deepEqual(ids("10"), ["REQ-010"]);
  assert.deepEqual(ids("split"), ["STY-001", "TEST-001", "REQ-002"]);
  assert.deepEqual(ids("costs sp"), ["REQ-002", "STY-001"]);
  assert.deepEqual(ids("OLD-1"), ["REQ-001"]);
  assert.deepEqual(ids("  "), []);
});

test("pages are found by address, with or without an anchor", () => {
  const items = itemsOf(ITEMS);
  assert.equal(items.path(1), "items/REQ-001.html");
  assert.equal(items.at("items/REQ-001.html#ac1"), 1);
  assert.equal(items.at("items/REQ%2D001.html"), 1);
  assert.equal(items.at("nowhere.html"), undefined);
});

test("links are walked up and down, each with its distance", () => {
  const items = itemsOf(ITEMS);
  const links = linksOf(items, LINKS);
  const ids = (found: Map<number, number>) =>
    [...found].map(([index, depth]) => `${items.id[index]}:${depth}`).join(" ");
  assert.equal(ids(links.closure([0], false)), "REQ-001:1 STY-001:2 STY-002:2 TEST-001:3");
  assert.equal(ids(links.closure([6], true)), "STY-001:1 REQ-001:2 REQ-002:2 GOAL-001:3");
});

test("lists of lists keep their order", () => {
  const lists = new Lists([2, 0, 2, 1, 2], 4);
  assert.deepEqual(
    [0, 1, 2, 3].map((owner) => [...lists.of(owner)]),
    [[1], [3], [0, 2, 4], []],
  );
});

test("words are filled in", () => {
  assert.equal(t("{count} of {total} items", { count: 1, total: 2 }), "1 of 2 items");
  assert.equal(t("{unknown} stays"), "{unknown} stays");
});
