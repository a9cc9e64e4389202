import { describe, expect, it, test } from "@jest/globals";
import { eventText, parseEvent } from "../../../../../actions/lib/terraform/events.ts";
import { error } from "./diagnostics.ts";

const diagnosticIn = (line: string): unknown => {
  const event = parseEvent(line);
  return event.type === "diagnostic" ? event.diagnostic : undefined;
};

describe("parseEvent", () => {
  test("reads a diagnostic with its resource, file and lines", () => {
    const line = JSON.stringify({
      "@message": "Error: no",
      type: "diagnostic",
      diagnostic: {
        severity: "error",
        summary: "no",
        detail: "really",
        address: "a.b",
        range: { filename: "main.tf", start: { line: 3 }, end: { line: 4 } },
      },
    });
    expect(diagnosticIn(line)).toStrictEqual({
      severity: "error",
      summary: "no",
      detail: "really",
      address: "a.b",
      file: "main.tf",
      line: 3,
      endLine: 4,
    });
  });

  test("removes the colours of a program that a provider quotes", () => {
    const diagnostic = {
      severity: "error",
      summary: "\u001B[31mno\u001B[0m",
      detail: "\u001B[1mx",
    };
    const line = JSON.stringify({ "@message": "Error: no", type: "diagnostic", diagnostic });
    expect(diagnosticIn(line)).toStrictEqual({ severity: "error", summary: "no", detail: "x" });
  });

  it.each(["", "[command]terraform", "{ not json", "{}", '{"type":"diagnostic"}', "::error::x"])(
    "reads %j as text",
    (line) => {
      expect(parseEvent(line)).toStrictEqual({ type: "text", message: line });
    },
  );
});

test("an error has the values that the tool quotes; the log shows its place and these values", () => {
  const line = JSON.stringify({
    "@message": "Error: Resource precondition failed",
    type: "diagnostic",
    diagnostic: {
      severity: "error",
      summary: "Resource precondition failed",
      detail: "Only dev may have this.",
      range: { filename: "main.tf", start: { line: 7 }, end: { line: 7 } },
      snippet: {
        context: 'resource "terraform_data" "a"',
        values: [
          { traversal: "each.key", statement: 'is "web"' },
          { traversal: "var.key", statement: "has a sensitive value" },
          { traversal: "a.b.id", statement: "is a string, known only after apply" },
          { traversal: "var.c", statement: "is a string" },
        ],
      },
    },
  });
  expect(eventText(parseEvent(line)).split("\n")).toStrictEqual([
    "Error: Resource precondition failed",
    '  on main.tf line 7, in resource "terraform_data" "a"',
    '  each.key is "web"',
    "  var.key has a sensitive value",
    "  a.b.id is a string, known only after apply",
    "Only dev may have this.",
  ]);
});

test("the log does not show the private file in which a value was given", () => {
  const diagnostic = error("Invalid value for variable", {
    file: "/private/x.tfvars.json",
    line: 1,
  });
  expect(eventText({ type: "diagnostic", message: "", diagnostic })).toBe(
    "Error: Invalid value for variable",
  );
});

test.each([
  [
    "Invalid value for variable",
    "images must have the keys.",
    [{ traversal: "var.images" }],
    "images",
  ],
  [
    "Invalid value for input variable",
    "The given value is not suitable for var.n declared at main.tf:8,1-13: number required.",
    [],
    "n",
  ],
  ["Invalid value for variable", "no rule named", null, undefined],
  ["Something else", "", [{ traversal: "var.images" }], undefined],
])("reads the variable of %s: %s", (summary, detail, values, variable) => {
  const diagnostic = { severity: "error", summary, detail, snippet: { context: null, values } };
  const line = JSON.stringify({ "@message": summary, type: "diagnostic", diagnostic });
  expect(diagnosticIn(line)).toEqual({ severity: "error", summary, detail, variable });
});
