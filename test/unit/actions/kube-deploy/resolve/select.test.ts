import { describe, expect, test } from "@jest/globals";
import { selectRelease } from "../../../../../actions/kube-deploy/src/resolve/select.ts";
import type { SelectionRequest } from "../../../../../actions/kube-deploy/src/resolve/select.ts";
import type { Choice } from "../../../../../actions/lib/releases/eligible.ts";
import { releaseNumbered } from "../../../../support/releases/memory-store.ts";

type Reason = Choice["obstacles"][number]["reason"];

const FINAL: readonly Reason[] = ["present", "not-in-branch"];
const choice = (number: number, ...reasons: Reason[]): Choice => ({
  release: releaseNumbered(number),
  livedFor: 0,
  obstacles: reasons.map((reason) => ({
    reason,
    detail: `it is ${reason}`,
    canBeOverridden: !FINAL.includes(reason),
  })),
});
const idOf = (number: number) => releaseNumbered(number).id;
const PERSON: SelectionRequest = {
  wanted: undefined,
  commit: undefined,
  overrideReason: undefined,
  isByPerson: true,
  destination: "production",
};
const PUSH: SelectionRequest = { ...PERSON, isByPerson: false };
const OVERRIDE = { overrideReason: "the shop is down" };

function result(choices: readonly Choice[], request: SelectionRequest): string {
  try {
    const selection = selectRelease(choices, request);
    return selection.status === "eligible" ? selection.choice.release.id : selection.status;
  } catch (error) {
    return (error as { reason: string }).reason;
  }
}

describe("if no release is named", () => {
  test.each<[string, Choice[], string, string]>([
    ["nothing was released", [], "none", "none"],
    ["the newest is eligible", [choice(2), choice(1)], idOf(2), idOf(2)],
    ["an older release is eligible", [choice(2, "soaking"), choice(1)], idOf(1), idOf(1)],
    [
      "the newest runs in the destination",
      [choice(2, "present"), choice(1, "superseded")],
      "none",
      "none",
    ],
    ["the newest is only soaking", [choice(2, "soaking")], "waiting", "waiting"],
    ["the destination is held", [choice(2, "environment-held")], "environment-held", "none"],
    [
      "the commit failed in the destination",
      [choice(2, "release-refused")],
      "release-refused",
      "none",
    ],
    ["the destination is frozen", [choice(2, "frozen")], "frozen", "none"],
    [
      "the newest is soaking, and the destination is held",
      [choice(2, "soaking", "environment-held")],
      "environment-held",
      "none",
    ],
  ])("%s", (_, choices, byPerson, byPush) => {
    expect([result(choices, PERSON), result(choices, PUSH)]).toStrictEqual([byPerson, byPush]);
  });
});

describe("a named release", () => {
  const choices = [choice(3), choice(2, "soaking"), choice(1, "present")];
  test.each<[number, Partial<SelectionRequest>, string]>([
    [3, {}, idOf(3)],
    [2, {}, "release-not-eligible"],
    [2, { isByPerson: false }, "waiting"],
    [2, OVERRIDE, idOf(2)],
    [1, {}, "release-not-eligible"],
    [1, OVERRIDE, "release-not-eligible"],
  ])("%d with %j", (number, change, expected) => {
    expect(result(choices, { ...PERSON, ...change, wanted: idOf(number) })).toBe(expected);
  });
});

describe("a named commit", () => {
  const [tagged, other] = ["a", "b"].map((digit) => digit.repeat(40)) as [string, string];
  const of = (commit: string, number: number, ...reasons: Reason[]): Choice => {
    const found = choice(number, ...reasons);
    return { ...found, release: { ...found.release, commit } };
  };
  test.each<[string, Choice[], string, string]>([
    ["takes its newest release", [of(other, 3), of(tagged, 2), of(tagged, 1)], idOf(2), idOf(2)],
    [
      "whose release is soaking",
      [of(other, 3), of(tagged, 2, "soaking")],
      "release-not-eligible",
      "waiting",
    ],
    ["without a release", [of(other, 3)], "release-not-found", "none"],
    ["that runs in the destination", [of(other, 3), of(tagged, 2, "present")], "none", "none"],
  ])("%s", (_, choices, byPerson, byPush) => {
    const results = [PERSON, PUSH].map((request) =>
      result(choices, { ...request, commit: tagged }),
    );
    expect(results).toStrictEqual([byPerson, byPush]);
  });

  test("cannot be combined with a release of another commit", () => {
    const request = { ...PERSON, commit: tagged, wanted: idOf(3) };
    expect(() => selectRelease([of(other, 3)], request)).toThrow(
      `the source has no release ${idOf(3)} of the commit ${tagged}. Nothing was changed`,
    );
  });
});

describe("an override reason", () => {
  test.each<[Reason, boolean]>([
    ["unverified", true],
    ["soaking", true],
    ["superseded", true],
    ["environment-held", true],
    ["release-refused", true],
    ["frozen", true],
    ["present", false],
    ["not-in-branch", false],
  ])("overrides %s: %s", (reason, overridden) => {
    const selected = result([choice(2, reason)], { ...PERSON, ...OVERRIDE }) === idOf(2);
    expect(selected).toBe(overridden);
  });

  test("is not used if an older release needs no override", () => {
    const choices = [choice(2, "unverified"), choice(1)];
    expect(result(choices, { ...PERSON, ...OVERRIDE })).toBe(idOf(1));
  });
});

test("a refusal names all obstacles, and suggests override-reason only if it helps", () => {
  const choices = [choice(2, "soaking", "frozen")];
  expect(() => selectRelease(choices, { ...PERSON, wanted: idOf(2) })).toThrow(
    `the release ${idOf(2)} cannot be promoted to production: it is soaking; it is frozen. Nothing was changed`,
  );
  const final = [choice(2, "not-in-branch")];
  expect(() => selectRelease(final, PERSON)).toThrow(
    expect.objectContaining({ fix: expect.not.stringContaining("override-reason") }),
  );
});
