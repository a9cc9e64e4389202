import { expect, test } from "@jest/globals";
import * as z from "zod/mini";
import {
  NotValid,
  boolean,
  duration,
  lines,
  matching,
  oneOf,
  text,
  wholeNumber,
  yaml,
} from "../../../../../actions/lib/runtime/input-types.ts";

const map = yaml(z.record(z.string(), z.string()), { name: "map", expected: "a map", empty: {} });
const list = yaml(z.array(z.object({ name: z.string() })), {
  name: "list",
  expected: "a list of images",
  empty: [],
});

const texts = yaml(z.record(z.string(), z.string()), {
  name: "map",
  expected: "a map of texts",
  empty: {},
  scalars: "text",
});
const EXACT = { a: "22.10", b: "on", c: "0x1F", d: "" };

test.each([
  ["text is kept unchanged", text("a"), " x ", " x "],
  ["text in a given form", matching(/^\d{12}$/, "twelve digits"), "111122223333", "111122223333"],
  ["a word", oneOf("plan", "apply"), "apply", "apply"],
  ["true", boolean, "True", true],
  ["false", boolean, "false", false],
  ["a whole number", wholeNumber(1, 10), "10", 10],
  ["a duration in seconds", duration, "90s", 90_000],
  ["a duration with all units", duration, "1d1h2m3s", 90_123_000],
  ["lines are trimmed, and blank lines are dropped", lines("paths"), " a \n\n b", ["a", "b"]],
  ["YAML", map, "a: b", { a: "b" }],
  ["YAML with scalars as text", texts, "a: 22.10\nb: on\nc: 0x1F\nd:", { ...EXACT }],
] as const)("%s", (_, type, given, value) => {
  expect(type.parse(given)).toStrictEqual(value);
});

test.each([
  ["another word", oneOf("plan", "apply"), "aply", ""],
  ["another word than true or false", boolean, "yes", ""],
  ["a number too large", wholeNumber(1, 10), "11", ""],
  ["a number with a sign", wholeNumber(1, 10), "-1", ""],
  ["a duration without a unit", duration, "90", ""],
  ["broken YAML", map, "a: [", "it is not YAML"],
  ["YAML with an alias inside its own anchor", map, "a: &x [*x]", "inside its own anchor"],
  ["YAML with a tag", texts, "a: !!binary aGk=", "the tag !!binary is not supported"],
  ["YAML with a missing key", list, "- {}", "[0].name: nothing is given. Expected text"],
  ["YAML of another type", list, "a: b", ""],
] as const)("refuses %s", (_, type, given, says) => {
  expect(() => type.parse(given)).toThrow(NotValid);
  expect(() => type.parse(given)).toThrow(says);
});
