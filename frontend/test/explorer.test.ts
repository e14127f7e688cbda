import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, titleOf } from "../src/explorer/columns";
import { isOf, Model, ticked } from "../src/explorer/model";
import { ITEMS, itemsOf } from "./fixture";

const items = itemsOf(ITEMS);
const model = new Model(items);

function counts(text: string, field: string): Record<string, number> {
  const { counts } = model.answer(model.parse(text));
  const place = model.facets.findIndex((facet) => facet.field === field);
  const options = model.facets[place]?.options ?? [];
  return Object.fromEntries(options.map((option, number) => [option.value, counts[place]?.[number] ?? 0]));
}

test("facets count what ticking a value would leave", () => {
  assert.deepEqual(counts("", "type"), { goal: 1, requirement: 3, story: 2, test: 1, release: 1 });
  assert.deepEqual(counts("type:story", "type"), { goal: 1, requirement: 3, story: 2, test: 1, release: 1 });
  assert.equal(counts("type:story", "priority")["must"], 1);
  assert.equal(counts("priority:must type:story", "type")["requirement"], 1);
  assert.deepEqual(counts("type:requirement", "findings"), { error: 1, warning: 1, info: 1, none: 1 });
  assert.deepEqual(counts("", "covered"), { no: 1, yes: 2, deep: 1 });
});

test("what is ticked is read from the query", () => {
  const facet = model.facets.find((one) => one.field === "owner");
  assert.ok(facet);
  assert.deepEqual(ticked(facet, model.parse("owner:a,b -owner:c")), ["a", "b"]);
  assert.deepEqual(ticked(facet, model.parse("-has:owner")), [""]);
  assert.deepEqual(ticked(facet, model.parse("owner>=a")), []);
  assert.ok(
    !isOf(facet, { field: "has", operator: ":", values: ["owner"], negated: false, start: 0, end: 1 }),
  );
});

test("an answer keeps the order of the query", () => {
  const { found } = model.answer(model.parse("type:requirement sort:-id"));
  assert.deepEqual(
    found.map((index) => items.id[index]),
    ["REQ-010", "REQ-002", "REQ-001"],
  );
});

test("a list of one type counts only that type", () => {
  const story = new Model(items, (index) => items.type(index) === "story", ["type"]);
  assert.equal(story.total(), 2);
  assert.ok(!story.facets.some((facet) => facet.field === "type"));
});

test("columns that an address names twice or that nobody has are left out", () => {
  assert.deepEqual(columnsOf("id,title,tag,id,tags, status,nonsense,constructor,__proto__,", items), [
    "id",
    "title",
    "tags",
    "status",
  ]);
  assert.equal(titleOf("constructor", items), "constructor");
});

test("a word that every object has is shown as it is", () => {
  for (const word of ["constructor", "toString", "__proto__"]) {
    assert.equal(items.label(word), word);
    assert.equal(items.find(word), undefined);
  }
});
