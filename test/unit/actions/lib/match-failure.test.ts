import { describe, expect, test } from "@jest/globals";
import { inAnyText, matchFailure, rulesOf } from "../../../../actions/lib/match-failure.ts";
import type { FailureRule, ObservedFailure } from "../../../../actions/lib/match-failure.ts";

const RULES: FailureRule[] = [
  { origin: "s3", when: { status: /^403$/ }, reason: "access-denied", fix: "allow it" },
  {
    origin: ["provider", "backend"],
    when: { provider: /^aws$/, summary: /token (?<word>\w+)/ },
    reason: "credentials-expired",
    fix: ({ provider = "" }, { word = "" }) => `${provider}: ${word}`,
  },
  {
    origin: "provider",
    when: [{ summary: /one/ }, { detail: /two (?<number>\d+)/ }],
    reason: "state-locked",
    fix: (_, { number = "none" }) => number,
  },
  { origin: "provider", when: { summary: /o/ }, reason: "apply-failed", fix: "too late" },
];

describe("matchFailure", () => {
  test.each<[string, ObservedFailure, [string, string] | undefined]>([
    ["matches a number", { origin: "s3", summary: "", status: 403 }, ["access-denied", "allow it"]],
    ["matches only the whole number", { origin: "s3", summary: "", status: 1403 }, undefined],
    ["does not match another origin", { origin: "ecr", summary: "", status: 403 }, undefined],
    [
      "matches one of several origins, and puts the group into the fix",
      { origin: "backend", summary: "token expired", provider: "aws" },
      ["credentials-expired", "aws: expired"],
    ],
    [
      "needs all conditions, and a missing field matches nothing",
      { origin: "backend", summary: "token expired" },
      undefined,
    ],
    [
      "matches one of several alternatives",
      { origin: "provider", summary: "x", detail: "two 22" },
      ["state-locked", "22"],
    ],
    [
      "takes the first rule that matches",
      { origin: "provider", summary: "one" },
      ["state-locked", "none"],
    ],
    ["matches no rule", { origin: "docker", summary: "one" }, undefined],
  ])("%s", (_, failure, expected) => {
    const matched = matchFailure(RULES, failure);
    expect(matched && [matched.reason, matched.fix]).toStrictEqual(expected);
  });
});

test("rules of one origin match text in the summary or the detail, together with another condition", () => {
  const rules = rulesOf("s3", [
    { when: inAnyText(/gone/, { code: /^X$/ }), reason: "bucket-missing", fix: "make it" },
  ]);
  const found = (failure: Partial<ObservedFailure>) =>
    matchFailure(rules, { origin: "s3", summary: "", code: "X", ...failure })?.reason;
  expect(found({ summary: "it is gone" })).toBe("bucket-missing");
  expect(found({ detail: "it is gone" })).toBe("bucket-missing");
  expect(found({ detail: "it is gone", code: "Y" })).toBeUndefined();
  expect(found({ detail: "it is gone", origin: "ecr" })).toBeUndefined();
});
