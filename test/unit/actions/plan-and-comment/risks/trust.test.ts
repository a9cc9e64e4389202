import { describe, expect, it } from "@jest/globals";
import type { Json } from "../../../../../actions/lib/terraform/plan-json.ts";
import { trustOpening } from "../../../../../actions/plan-and-comment/src/risks/trust.ts";

const GITHUB = "token.actions.githubusercontent.com";
const AUDIENCE = { [`${GITHUB}:aud`]: "sts.amazonaws.com" };

/** Returns a statement that lets workflows of GitHub assume a role. */
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

describe("a role can be assumed by more identities if the policy has", () => {
  const main = subject("repo:o/r:ref:refs/heads/main");
  const everyone = `every identity of ${GITHUB} may assume it`;
  it.each<[string, Record<string, Json>, Record<string, Json>, string]>([
    ["no condition any more", main, federated(), everyone],
    ["only the condition on the audience", main, federated({ StringEquals: AUDIENCE }), everyone],
    ["every repository", main, subject("repo:*", "StringLike"), everyone],
    ["a pattern for everything", main, subject(["repo:o/r:*", "*"], "StringLike"), everyone],
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
      "more accounts than a line names",
      accounts("1"),
      accounts("2", "3", "4", "5", "6"),
      "2, 3, 4 and 2 more may assume it",
    ],
    [
      "no condition on the external id any more",
      { ...accounts("1"), Condition: { StringEquals: { "sts:ExternalId": "x" } } },
      accounts("1"),
      "it may be assumed without a condition on sts:externalid",
    ],
  ])("%s", (_, before, after, text) => {
    expect(trustOpening(after, [before])).toBe(text);
  });

  it("no condition on a provider, even if the role is new", () => {
    expect(trustOpening(federated(), [])).toBe(everyone);
  });
});

describe("no new identity is reported for", () => {
  const all = subject("repo:o/r:*", "StringLike");
  it.each<[string, Record<string, Json>, Record<string, Json>]>([
    ["one branch instead of all", all, subject("repo:o/r:ref:refs/heads/main")],
    ["another branch instead", subject("repo:o/r:a"), subject("repo:o/r:b")],
    [
      "the same branch, named twice",
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
    ["an action that does not assume roles", accounts("1"), { ...accounts("2"), Action: "s3:*" }],
    ["a denial", accounts("1"), { ...accounts("2"), Effect: "Deny" }],
    [
      "a condition on the repository by another claim than the subject",
      all,
      federated({ StringEquals: { ...AUDIENCE, [`${GITHUB}:repository`]: "o/r" } }),
    ],
  ])("%s", (_, before, after) => {
    expect(trustOpening(after, [before])).toBeUndefined();
  });

  it("a new role", () => {
    expect(trustOpening(accounts("1"), [])).toBeUndefined();
    expect(trustOpening(subject("repo:o/r:*", "StringLike"), [])).toBeUndefined();
  });

  it("a star in a text that is compared exactly", () => {
    expect(trustOpening(subject("repo:*"), [])).toBeUndefined();
  });
});
