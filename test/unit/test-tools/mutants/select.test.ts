import { expect, test } from "@jest/globals";
import type { PlacedMutant } from "../../../mutants/mutant.ts";
import { isNear, plant, selectMutants } from "../../../mutants/select.ts";

const mutant = (room: string, id: string, file: string): PlacedMutant => ({
  room,
  id,
  file,
  find: "a < b",
  replace: "a <= b",
  why: "it matters",
});
const ALL = [
  mutant("lib", "limit", "actions/lib/retry.ts"),
  mutant("lib", "mask", "actions/lib/aws/session.ts"),
  mutant("plan", "limit", "actions/plan-and-comment/src/report/fit.ts"),
  mutant("plan", "owner", "actions/plan-and-comment/src/run.ts"),
];
const namesOf = (choice: Parameters<typeof selectMutants>[1]) =>
  selectMutants(ALL, choice).map(({ room, id }) => `${room}/${id}`);

test.each([
  ["an id", ["limit"], ["lib/limit", "plan/limit"]],
  ["a room", ["lib"], ["lib/limit", "lib/mask"]],
  ["room and id", ["plan/limit"], ["plan/limit"]],
  ["the beginning of a path", ["actions/lib/aws"], ["lib/mask"]],
  ["several words", ["mask", "owner"], ["lib/mask", "plan/owner"]],
])("--only selects by %s", (_, only, names) => {
  expect(namesOf({ only })).toStrictEqual(names);
});

test("a word that selects nothing is an error that names it", () => {
  expect(() => namesOf({ only: ["lib", "limits"] })).toThrow("is called limits");
});

test.each([
  ["a source", ["actions/lib/other.ts"], ["lib/limit"]],
  ["a test of lib", ["test/unit/actions/lib/aws/session.test.ts"], ["lib/mask"]],
  ["a test of an action", ["test/unit/actions/plan-and-comment/run.test.ts"], ["plan/owner"]],
  ["a property", ["test/property/actions/plan-and-comment/report/x.test.ts"], ["plan/limit"]],
  ["something else", ["README.md"], []],
])("--changed selects the folder of %s", (_, changed, names) => {
  expect(namesOf({ changed })).toStrictEqual(names);
});

test("the shares of all turns together are all mutants, each once", () => {
  const shares = [0, 1, 2].flatMap((turn) => namesOf({ share: { of: 3, turn } }));
  expect(shares.sort()).toStrictEqual(namesOf({}).sort());
  expect(namesOf({ share: { of: 3, turn: 7 } })).toStrictEqual(
    namesOf({ share: { of: 3, turn: 1 } }),
  );
});

test("a mutant replaces its text in the source", () => {
  expect(plant(mutant("lib", "limit", "x.ts"), "if (a < b) $1;")).toBe("if (a <= b) $1;");
});

test.each([
  ["not there", "if (a <= b)", "occurs 0 times"],
  ["there twice", "a < b || a < b", "occurs 2 times"],
])("a mutant's text that is %s causes an error that names the mutant", (_, source, text) => {
  expect(() => plant(mutant("lib", "limit", "x.ts"), source)).toThrow(
    `lib/limit: its text ${text}`,
  );
});

test("the test of the source and the tests of its folder are near", () => {
  const near = (test: string) => isNear("actions/web/src/report/fit.ts", test);
  expect(near("test/unit/actions/web/report/fit.test.ts")).toBe(true);
  expect(near("test/unit/actions/web/report/other.test.ts")).toBe(true);
  expect(near("test/unit/actions/web/fit.test.ts")).toBe(false);
  expect(isNear("actions/lib/retry.ts", "test/unit/actions/lib/retry.test.ts")).toBe(true);
});
