import { expect, test } from "@jest/globals";
import type { CustomObject } from "../../../../../actions/kube-deploy/src/api/objects.ts";
import {
  describeCondition,
  ownWords,
} from "../../../../../actions/kube-deploy/src/readiness/own-words.ts";

const wordsOf = (status: unknown, ...said: string[]) =>
  ownWords({ metadata: { name: "shop" }, status } as unknown as CustomObject, new Set(said));

test.each([
  ["no status", undefined, undefined],
  ["a status without messages", { replicas: 2, phase: "", names: ["message"] }, undefined],
  [
    "conditions that are not a list",
    { conditions: "none", phase: "Pending" },
    "{.status.phase} is Pending",
  ],
  [
    "fields one level down",
    { sync: { lastError: "denied" } },
    "{.status.sync.lastError} is denied",
  ],
  ["not fields further down", { a: { b: { message: "far away" } } }, undefined],
  ["lines and spaces", { message: " a\n\tb " }, "{.status.message} is a b"],
])("K-E 32: %s", (_, status, words) => {
  expect(wordsOf(status)).toBe(words);
});

test("leaves out what the message already contains", () => {
  const status = { phase: "Pending", conditions: [{ type: "Ready", status: "False" }] };
  expect(wordsOf(status, "Ready", "{.status.phase}")).toBeUndefined();
});

test("quotes at most five, each with at most 300 characters and an ellipsis", () => {
  const conditions = Array.from({ length: 9 }, (_, at) => ({
    type: `C${at}`,
    status: "False",
    message: "x".repeat(1000),
  }));
  const words = wordsOf({ conditions })?.split("; ") ?? [];
  expect(words).toHaveLength(5);
  expect(Math.max(...words.map(({ length }) => length))).toBe(301);
});

test("does not change the object", () => {
  const conditions = [
    { type: "A", status: "True" },
    { type: "B", status: "False" },
  ];
  wordsOf({ conditions });
  expect(conditions.map(({ type }) => type)).toStrictEqual(["A", "B"]);
});

test("describes a condition in words", () => {
  expect(
    describeCondition({ type: "Ready", status: "False", reason: "Gone", message: "why" }),
  ).toBe("Ready is False (Gone): why");
  expect(describeCondition({ type: "SyncError", message: "why" })).toBe("SyncError: why");
});
