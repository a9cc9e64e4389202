import { describe, expect, it } from "@jest/globals";
import type { Json } from "../../../../../actions/lib/terraform/plan-json.ts";
import { trustOpening } from "../../../../../actions/plan-and-comment/src/risks/trust.ts";

const GITHUB = "token.actions.githubusercontent.com";
const AUDIENCE = { [`${GITHUB}:aud`]: "sts.amazonaws.com" };

/** A statement by which workflows of GitHub assume a role. */
const federated = (Condition?: Json): Record<string, Json> => ({
  Effect: "Allow",
  Action: "sts:AssumeRoleWithWebIdentity",
  Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${GITHUB}` },
  ...(Condition === undefined ? {} : { Condition }),
});
const subject = (value: Json, operator = "StringEquals") =>
  federated({
    StringEquals: AUDIENCE,
    ...(operator === "StringEquals"
      ? { StringEquals: { ...AUDIENCE, [`${GITHUB}:sub`]: value } }
      : { [operator]: { [`${GITHUB}:sub`]: value } }),
  });

const accounts = (...AWS: string[]): Record<string, Json> => ({
  Effect: "Allow",
  Action: ["sts:AssumeRole", "sts:TagSession"],
  Principal: { AWS },
});

describe("a role can be assumed by more than before", () => {
  const main = subject("repo:o/r:ref:refs/heads/main");
  const everyone = `every identity of ${GITHUB} may assume it`;
  it.each<[string, Record<string, Json>, Record<string, Json>, string]>([
    ["no condition is left", main, federated(), everyone],
    ["the audience alone is left", main, federated({ StringEquals: AUDIENCE }), everyone],
    ["every repository", main, subject("repo:*", "StringLike"), everyone],
    ["everything", main, subject(["repo:o/r:*", "*"], "StringLike"), everyone],
    [
      "a pattern of all branches and pull requests",
      main,
      subject("repo:o/r:*", "StringLike"),
      "also repo:o/r:* may assume it",
    ],
    [
      "another branch",
      main,
      subject(["repo:o/r:ref:refs/heads/main", "repo:o/r:ref:refs/heads/next"]),
      "also repo:o/r:ref:refs/heads/next may assume it",
    ],
    [
      "another account",
      accounts("111122223333"),
      accounts("111122223333", "arn:aws:iam::444455556666:root"),
      "arn:aws:iam::444455556666:root may assume it",
    ],
    [
      "more than a line names",
      accounts("1"),
      accounts("2", "3", "4", "5", "6"),
      "2, 3, 4 and 2 more may assume it",
    ],
    [
      "an external id that is no longer asked for",
      { ...accounts("1"), Condition: { StringEquals: { "sts:ExternalId": "x" } } },
      accounts("1"),
      "it may be assumed without a condition on sts:externalid",
    ],
  ])("%s", (_, before, after, text) => {
    expect(trustOpening(after, [before])).toBe(text);
  });

  it("by every identity of a provider, also where the role is new", () => {
    expect(trustOpening(federated(), [])).toBe(everyone);
  });
});

describe("a role can be assumed by nobody new", () => {
  const all = subject("repo:o/r:*", "StringLike");
  it.each<[string, Record<string, Json>, Record<string, Json>]>([
    ["one branch in place of all", all, subject("repo:o/r:ref:refs/heads/main")],
    ["another branch instead", subject("repo:o/r:a"), subject("repo:o/r:b")],
    [
      "a text with a star that is no pattern",
      subject("repo:o/r:ref:refs/heads/main"),
      subject(["repo:o/r:ref:refs/heads/main", "repo:o/r:ref:refs/heads/main"]),
    ],
    ["one account less", accounts("1", "2"), accounts("1")],
    [
      "a condition that cannot be compared",
      accounts("1"),
      { ...accounts("1"), Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o" } } },
    ],
    [
      "two conditions on one key",
      subject("repo:o/r:main"),
      federated({
        StringEquals: { [`${GITHUB}:sub`]: "repo:o/r:main" },
        StringLike: { [`${GITHUB}:sub`]: "*" },
      }),
    ],
    ["an action that is none of trust", accounts("1"), { ...accounts("2"), Action: "s3:*" }],
    ["a denial", accounts("1"), { ...accounts("2"), Effect: "Deny" }],
    [
      "a repository by another claim than the subject",
      all,
      federated({ StringEquals: { ...AUDIENCE, [`${GITHUB}:repository`]: "o/r" } }),
    ],
  ])("%s", (_, before, after) => {
    expect(trustOpening(after, [before])).toBeUndefined();
  });

  it("because the role is new", () => {
    expect(trustOpening(accounts("1"), [])).toBeUndefined();
    expect(trustOpening(subject("repo:o/r:*", "StringLike"), [])).toBeUndefined();
  });

  it("by a star in a text that is compared letter by letter", () => {
    expect(trustOpening(subject("repo:*"), [])).toBeUndefined();
  });
});
