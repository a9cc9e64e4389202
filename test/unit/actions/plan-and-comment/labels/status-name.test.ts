import { expect, test } from "@jest/globals";
import { statusName } from "../../../../../actions/plan-and-comment/src/labels/status-name.ts";

const long = (start: string) => `${start}/${"folder/".repeat(60)}network`;

test.each([
  ["dev", "infra", "plan (dev infra)"],
  ["", "infra", "plan (infra)"],
])("the status of label %j and folder %s is %s", (label, directory, name) => {
  expect(statusName("plan", { label, directory })).toBe(name);
});

test("a name that is too long for GitHub keeps its end, and is different for each workspace", () => {
  const [one, two] = ["a", "b"].map((start) =>
    statusName("plan", { label: "dev", directory: long(start) }),
  );
  expect(one).toHaveLength(255);
  expect(one).toMatch(/^plan \([0-9a-f]{8}….*folder\/network\)$/);
  expect(two).not.toBe(one);
  expect(statusName("plan", { label: "dev", directory: long("a") })).toBe(one);
});

test("characters beyond the basic plane are not cut in two", () => {
  for (const given of ["plan", "plans"]) {
    const name = statusName(given, { label: "😀".repeat(200), directory: "infra" });
    expect(name.isWellFormed()).toBe(true);
    expect(name.length).toBeGreaterThan(250);
  }
});
