import { describe, expect, it, test } from "@jest/globals";
import type { Json } from "../../../../../actions/lib/terraform/plan-json.ts";
import { differences } from "../../../../../actions/plan-and-comment/src/changes/difference.ts";
import { briefLines } from "../../../../../actions/plan-and-comment/src/report/brief.ts";
import {
  linesOf,
  renderDifferences,
} from "../../../../../actions/plan-and-comment/src/report/attributes.ts";
import { documentLines } from "../../../../../actions/plan-and-comment/src/report/documents-in-values.ts";

const same = (text: string) => text;
const lines = (name: string, before: Json, after: Json, redact = same): string[] => {
  const change = { actions: ["update"], before: { [name]: before }, after: { [name]: after } };
  return briefLines(differences(change), change, redact).flatMap((one) => one.lines);
};
const policy = (...statements: Json[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
const read = { Sid: "Read", Effect: "Allow", Action: ["s3:GetObject"] };
const list = { Effect: "Allow", Action: "s3:ListBucket" };

describe("a policy document", () => {
  test("is shown by its statements if it is new", () => {
    expect(lines("policy", null, policy(read, list))).toStrictEqual([
      "+ policy:",
      '+   Statement: {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject"]}',
      '+   Statement: {"Effect": "Allow", "Action": "s3:ListBucket"}',
    ]);
  });

  test("is shown by its differences if it changes, with the Sid as the name of a statement", () => {
    const wider = { ...read, Action: ["s3:GetObject", "s3:PutObject"] };
    expect(lines("policy", policy(read, list), policy(wider, list))).toStrictEqual([
      "! policy:",
      '+    Statement.Read.Action[1] = "s3:PutObject"',
    ]);
  });

  test("is redacted before it is cut", () => {
    const redact = (text: string) => text.replaceAll("s3:GetObject", "***");
    expect(lines("policy", null, policy(read), redact).join("\n")).not.toContain("GetObject");
    expect(lines("policy", policy(list), policy(read), redact).join("\n")).not.toContain(
      "GetObject",
    );
  });
});

describe("user data", () => {
  const script = (line: string) => Buffer.from(`#!/bin/sh\necho a\n${line}\n`).toString("base64");

  test("is shown decoded, line by line", () => {
    expect(lines("user_data", script("echo b"), script("echo c"))).toStrictEqual([
      "! user_data:",
      "      #!/bin/sh",
      "      echo a",
      "-     echo b",
      "+     echo c",
    ]);
  });

  test("is not decoded if its encoded form contains a secret", () => {
    const hidden = script("echo s3cret");
    const redact = (text: string) => text.replaceAll(hidden, "***");
    expect(lines("user_data", script("echo b"), hidden, redact).join("\n")).not.toContain("s3cret");
  });

  it.each(["not base64 at all", Buffer.from([0, 1, 2, 255]).toString("base64")])(
    "is shown unchanged if it does not decode to text (%s)",
    (value) => {
      expect(lines("user_data", null, value)).toStrictEqual([`+ user_data = "${value}"`]);
    },
  );
});

it.each<[string, Json]>([
  ["a text", "x"],
  ["a broken document", '{"a":'],
  ["a number", 3],
])("%s is no document", (_, value) => {
  const [difference] = differences({ actions: ["create"], before: null, after: { place: value } });
  expect(difference && documentLines(difference, same)).toBeUndefined();
});

test("two documents that differ only in their layout are shown as text", () => {
  expect(lines("a", '{"a":1}', '{ "a": 1 }')).toStrictEqual([
    '! a = "{\\"a\\":1}" -> "{ \\"a\\": 1 }"',
  ]);
});

describe("a document with the same value", () => {
  const told = ["! policy: only the order of keys differs, its value is the same"];
  it.each<[string, string, string, string[] | undefined]>([
    [
      "with another order of keys",
      '{"a":1,"b":{"c":[1],"d":2}}',
      '{"b":{"d":2,"c":[1]},"a":1}',
      told,
    ],
    ["with another layout, too", '{"a":1,"b":2}', '{\n  "b": 2,\n  "a": 1\n}', told],
    ["with another order of members", "[1,2]", "[2,1]", undefined],
    // Which of the two values counts depends on the program that reads the document.
    ["with a key twice", '{"a":1,"b":2,"b":2}', '{"b":2,"a":1}', undefined],
    ["with other escapes", '{"a":"\\u0041","b":1}', '{"b":1,"a":"A"}', undefined],
  ])("%s", (_, before, after, wanted) => {
    const found = lines("policy", before, after);
    if (wanted === undefined) expect(found).not.toStrictEqual(told);
    else expect(found).toStrictEqual(wanted);
  });

  test("is still shown as a difference of text in the full report", () => {
    const change = { before: { a: '{"a":1,"b":2}' }, after: { a: '{"b":2,"a":1}' } };
    const found = differences({ actions: ["update"], ...change });
    expect(renderDifferences(found, "changed", "whole", same)).toMatch(/^[-!+].*\n/m);
    expect(found.flatMap((one) => linesOf(one, "whole", same)).join("\n")).toContain("a");
  });
});
