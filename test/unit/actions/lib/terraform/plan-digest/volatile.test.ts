import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";
import {
  VOLATILE_RULES,
  isVolatile,
} from "../../../../../../actions/lib/terraform/plan-digest/volatile.ts";

const attribute = (path: string, before?: string, after?: string, goes = false) => ({
  path,
  before,
  after,
  goes,
});

describe("the rule that drops an attribute from a manifest", () => {
  it.each([
    ["unchanged", attribute("type", '"a"', '"a"')],
    [
      "counter of a removed object",
      attribute("metadata[0].resource_version", '"7"', undefined, true),
    ],
    [
      "counter of a removed object",
      attribute("object.metadata.generation", "7e0", undefined, true),
    ],
    [
      "time of a removed object",
      attribute("latest_restorable_time", '"2026-11-28T19:00:00Z"', undefined, true),
    ],
    ["time of a removed object", attribute("at", '"2026-11-28T19:00:00.5+01:00"', undefined, true)],
  ])("%s: %j", (name, given) => {
    expect(VOLATILE_RULES.filter((rule) => rule.matches(given)).map((rule) => rule.name)).toEqual([
      name,
    ]);
    expect(isVolatile(given)).toBe(true);
  });
});

it.each(VOLATILE_RULES.map(({ name }) => name))("the README explains the rule: %s", (name) => {
  const file = path.resolve(
    import.meta.dirname,
    "../../../../../../actions/plan-and-comment/README.md",
  );
  expect(readFileSync(file, "utf8")).toMatch(new RegExp(`^\\| ${name} +\\|`, "m"));
});

describe("an attribute that stays in a manifest", () => {
  it.each([
    [attribute("type", '"a"', '"b"')],
    [attribute("type", '"a"', undefined)],
    [attribute("type", undefined, '"a"')],
    [attribute("id", undefined, "known after apply")],
    // Both sides are unknown, so the values may differ.
    [attribute("id", "known after apply", "known after apply")],
    [attribute("type", '"a"', undefined, true)],
    // If the object stays, these attributes are settings.
    [attribute("metadata[0].generation", "7e0", "8e0")],
    [attribute("expiration_date", '"2026-11-28T19:00:00Z"', undefined)],
    [attribute("my_resource_version", '"7"', undefined, true)],
    [attribute("note", '"since 2026-11-28T19:00:00Z"', undefined, true)],
  ])("%j", (given) => {
    expect(isVolatile(given)).toBe(false);
  });
});
