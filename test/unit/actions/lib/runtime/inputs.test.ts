import { describe, expect, test } from "@jest/globals";
import * as z from "zod/mini";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";
import {
  Problem,
  duration,
  flag,
  lines,
  matching,
  oneOf,
  optional,
  readInputs,
  required,
  wholeNumber,
  yaml,
} from "../../../../../actions/lib/runtime/inputs.ts";

const accepted = [
  { name: "required keeps the text", type: required("a"), text: " x ", value: " x " },
  { name: "optional takes empty as not given", type: optional, text: "", value: undefined },
  {
    name: "matching accepts its form",
    type: matching(/^\d{12}$/, "twelve digits"),
    text: "111122223333",
    value: "111122223333",
  },
  {
    name: "matching takes empty as not given",
    type: matching(/^x$/, "x"),
    text: "",
    value: undefined,
  },
  { name: "oneOf gives the word", type: oneOf("plan", "apply"), text: "apply", value: "apply" },
  { name: "flag true", type: flag, text: "True", value: true },
  { name: "flag false", type: flag, text: "false", value: false },
  { name: "whole number", type: wholeNumber(1, 10), text: "10", value: 10 },
  { name: "duration of seconds", type: duration, text: "90s", value: 90_000 },
  { name: "duration of all parts", type: duration, text: "1h2m3s", value: 3_723_000 },
  {
    name: "lines are trimmed, blank ones left out",
    type: lines,
    text: " a \n\n b",
    value: ["a", "b"],
  },
  {
    name: "yaml",
    type: yaml(z.record(z.string(), z.string()), "a map", {}),
    text: "a: b",
    value: { a: "b" },
  },
  { name: "yaml empty", type: yaml(z.array(z.string()), "a list", []), text: " \n", value: [] },
] as const;

test.each(accepted)("$name", ({ type, text, value }) => {
  expect(type(text)).toStrictEqual(value);
});

const refused = [
  { name: "required, empty", type: required("my-bucket"), text: "", says: "my-bucket" },
  {
    name: "another word",
    type: oneOf("plan", "apply"),
    text: "aply",
    says: "accepted is plan, apply",
  },
  { name: "a flag that is a word", type: flag, text: "yes", says: "true or false" },
  { name: "a number too large", type: wholeNumber(1, 10), text: "11", says: "from 1 to 10" },
  { name: "a number with a sign", type: wholeNumber(1, 10), text: "-1", says: "from 1 to 10" },
  { name: "a duration without a unit", type: duration, text: "90", says: "90s, 10m" },
  { name: "a duration of nothing", type: duration, text: "", says: "90s, 10m" },
  { name: "broken yaml", type: yaml(z.string(), "a map", ""), text: "a: [", says: "not YAML" },
  {
    name: "yaml of another form",
    type: yaml(z.array(z.object({ name: z.string() })), "a list of images", []),
    text: "- {}",
    says: "0.name",
  },
] as const;

test.each(refused)("refuses $name", ({ type, text, says }) => {
  expect(() => type(text)).toThrow(Problem);
  expect(() => type(text)).toThrow(says);
});

describe("readInputs", () => {
  const shape = { bucket: required("my-state"), lock: oneOf("lockfile"), init: flag };

  test("gives the typed values by their names", () => {
    const given: Record<string, string> = { bucket: "b", lock: "lockfile", init: "true" };
    expect(readInputs(shape, (name) => given[name] ?? "")).toStrictEqual({
      bucket: "b",
      lock: "lockfile",
      init: true,
    });
  });

  test("reports every wrong input at once, each with its value and what is accepted", () => {
    const given: Record<string, string> = { lock: "dynamo", init: "maybe" };
    const read = () => readInputs(shape, (name) => given[name] ?? "");
    expect(read).toThrow(ActionError);
    expect(read).toThrow(
      '3 inputs are wrong: bucket: nothing is given, accepted is a value such as my-state; lock: got "dynamo", accepted is lockfile; init: got "maybe", accepted is true or false',
    );
  });

  test("shortens a long value to one line", () => {
    const read = () => readInputs({ init: flag }, () => `a\n${"b".repeat(200)}`);
    expect(read).toThrow(/got "a b{75}\.\.\."/);
  });
});
