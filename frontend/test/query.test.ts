import assert from "node:assert/strict";
import { test } from "node:test";
import { edited, parse, sorted, written } from "../src/query/parse";
import { knownNames, needsLinks, select } from "../src/query/select";
import { ITEMS, itemsOf, LINKS, linksOf } from "./fixture";

const items = itemsOf(ITEMS);
const links = linksOf(items, LINKS);
const known = knownNames(items);

function ids(text: string): string {
  return select(parse(text, known), items, links)
    .map((index) => items.id[index])
    .join(" ");
}

const CASES: [string, string][] = [
  ["", "GOAL-001 REQ-001 REQ-002 REQ-010 STY-001 STY-002 TEST-001 REL-1"],
  ["split", "REQ-002 STY-001 TEST-001"],
  ['"on time"', "REQ-001"],
  ["type:requirement", "REQ-001 REQ-002 REQ-010"],
  ["type:requirement,story split", "REQ-002 STY-001"],
  ["-type:requirement -type:story", "GOAL-001 TEST-001 REL-1"],
  ["TYPE:Story", "STY-001 STY-002"],
  ["id:REQ-*", "REQ-001 REQ-002 REQ-010"],
  ["id:req-001", "REQ-001"],
  ["title:costs", "REQ-002 STY-001"],
  ["title=costs", ""],
  ['tags:"month end"', "REQ-001"],
  ["tag:money", "REQ-001"],
  ["clause:3.4", "REQ-001"],
  ["clause=3.4", ""],
  ["priority>=should", "REQ-001 REQ-002 STY-001"],
  ["priority<should", "REQ-010"],
  ["estimate>8", "STY-002"],
  ["estimate<=8", "STY-001"],
  ["estimate:8.0", "STY-001"],
  ["target<2028-01-01", "REL-1"],
  ["target>2028-01-01", ""],
  ["status>=approved type:requirement", "REQ-001"],
  ["category:done", "STY-002"],
  ["category>=agreed type:story", "STY-001 STY-002"],
  ["owner:billing-team", "REQ-001 REQ-010"],
  ["id:*-0*1", "GOAL-001 REQ-001 STY-001 TEST-001"],
  ["id:REQ-*0*2", "REQ-002"],
  ["id:REQ-00*02", ""],
  ["owner:*billing*", "REQ-001 REQ-002 REQ-010"],
  ["-has:owner type:requirement", ""],
  ["has:finding", "REQ-002 REQ-010"],
  ["has:error", "REQ-002"],
  ["has:TPO305", "REQ-002 REQ-010"],
  ["has:305", "REQ-002 REQ-010"],
  ["has:link-dangling", "REQ-002"],
  ["findings>=2", "REQ-002"],
  ["findings:none type:requirement", "REQ-001"],
  ["findings:error,warning", "REQ-002 REQ-010"],
  ["severity:warning", "REQ-010"],
  ["has:criteria", "STY-001"],
  ["has:test", "REQ-001 STY-001 STY-002"],
  ["missing:test type:requirement", "REQ-002"],
  ["missing:story", ""],
  ["missing:owner type:story", "STY-001 STY-002"],
  ["covered:no", "REQ-002"],
  ["covered:yes", "REQ-001 STY-001"],
  ["covered:deep", "REQ-001"],
  ["up:GOAL-001", "REQ-001 STY-001 STY-002 TEST-001"],
  ["down:TEST-001", "GOAL-001 REQ-001 REQ-002 STY-001"],
  ["up:OLD-1", "STY-001 STY-002 TEST-001"],
  ["realizes:REQ-002", "STY-001"],
  ["realized_by:STY-00*", "REQ-001 REQ-002"],
  ["relates:REQ-001", "REQ-002"],
  ["verifies:STY-001/AC1", "TEST-001"],
  ["has:realized_by", "REQ-001 REQ-002"],
  ["missing:verified_by type:story", "STY-002"],
  ["has:link type:release", ""],
  ["sort:-id type:requirement", "REQ-010 REQ-002 REQ-001"],
  ["sort:title type:requirement", "REQ-002 REQ-010 REQ-001"],
  ["sort:-priority type:requirement,story", "REQ-010 REQ-002 REQ-001 STY-001 STY-002"],
  ["sort:priority,-id type:requirement,story", "STY-001 REQ-001 REQ-002 REQ-010 STY-002"],
  ["sort:-findings has:finding", "REQ-002 REQ-010"],
  ["sort:-status type:requirement", "REQ-010 REQ-001 REQ-002"],
];

for (const [text, expected] of CASES) test(`finds ${text || "all"}`, () => assert.equal(ids(text), expected));

test("says what it does not know, and searches with the rest", () => {
  const query = parse("colour:red type:story sort:colour owner:", known);
  assert.deepEqual(query.problems, [
    "There is no field “colour” here.",
    "There is no field “colour” here.",
    "“owner:” lacks a value.",
  ]);
  assert.equal(query.terms.length, 1);
});

test("asks for the links only where a query needs them", () => {
  const asks = (text: string) => needsLinks(parse(text, known), items);
  assert.deepEqual(["up:REQ-001", "realizes:REQ-001", "has:link", "missing:verified_by"].map(asks), [
    true,
    true,
    true,
    true,
  ]);
  assert.deepEqual(["split", "type:story", "has:test", "release:REL-1"].map(asks), [
    false,
    false,
    false,
    false,
  ]);
});

test("without the links, what needs them lets everything pass", () => {
  assert.equal(select(parse("up:GOAL-001", known), items).length, ITEMS.length);
});

test("a term can be exchanged where it stands among others", () => {
  const drop = (term: { field: string }) => term.field === "type";
  assert.equal(edited("split type:story owner:a", known, drop, "type:goal"), "split owner:a type:goal");
  assert.equal(edited("type:story", known, drop, ""), "");
  assert.equal(edited("a", known, drop, "type:goal"), "a type:goal");
});

test("the order can be exchanged", () => {
  assert.equal(sorted("split sort:id -owner:x", "-title"), "split -owner:x sort:-title");
  assert.equal(sorted('"a b" sort:id', ""), '"a b"');
});

test("values are written so that they are read again", () => {
  assert.equal(written("month end"), '"month end"');
  assert.deepEqual(parse(`tags:${written("a,b")},c`, known).terms[0]?.values, ["a,b", "c"]);
});

test("a pattern of many stars ends", () => {
  const long = itemsOf(ITEMS.map((item) => ({ ...item, title: "a".repeat(5000) })));
  const query = parse(`title:${"*a".repeat(40)}*b`, known);
  assert.deepEqual(select(query, long, links), []);
});

test("a name that every object has is a name like any other", () => {
  for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
    assert.equal(parse(`${name}:x`, known).problems.length, 1);
    assert.equal(ids(`${name}:x type:story`), ids("type:story"));
    assert.equal(ids(`up:${name}`), "");
    assert.equal(ids(`has:${name}`), "");
  }
});
