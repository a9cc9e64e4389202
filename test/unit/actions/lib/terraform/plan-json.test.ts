import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";
import { kindOf, parsePlan } from "../../../../../actions/lib/terraform/plan-json.ts";
import type { ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";
import { planSecrets, stateSecrets } from "../../../../../actions/lib/terraform/secrets.ts";
import {
  parseOutputs,
  parseState,
  resourcesOf,
} from "../../../../../actions/lib/terraform/state.ts";

const PLANS = path.resolve(import.meta.dirname, "../../../../golden/plans");
const recorded = (name: string) => readFileSync(path.join(PLANS, `${name}.plan.json`), "utf8");

const changed = (
  actions: string[],
  more: Partial<ResourceChange> = {},
  importing?: { id: string },
) =>
  ({
    address: "a.b",
    mode: "managed",
    type: "a",
    name: "b",
    ...more,
    change: { actions, ...(importing && { importing }) },
  }) satisfies ResourceChange;

describe("kindOf gives each change one kind (P-E 100)", () => {
  it.each([
    [changed(["delete"]), "destroy"],
    [changed(["delete", "create"]), "replace"],
    [changed(["create", "delete"]), "replace"],
    [changed(["create", "forget"]), "replace"],
    [changed(["update"]), "change"],
    [changed(["update"], {}, { id: "x" }), "change"],
    [changed(["update"], { previous_address: "a.c" }), "change"],
    [changed(["create"]), "create"],
    [changed(["no-op"], { previous_address: "a.c" }), "move"],
    [changed(["no-op"], { previous_address: "a.b" }), "none"],
    [changed(["no-op"], {}, { id: "x" }), "import"],
    [changed(["no-op"], { previous_address: "a.c" }, { id: "x" }), "import"],
    [changed(["forget"]), "forget"],
    [changed(["read"]), "read"],
    [changed(["open"]), "none"],
    [changed(["no-op"]), "none"],
    [changed(["transmogrify"]), "unknown"],
  ])("%j is %s", (change, kind) => {
    expect(kindOf(change)).toBe(kind);
  });
});

describe("parsePlan", () => {
  it.each(["create", "tofu-create", "tofu-replace", "moved-removed-imported"])(
    "reads %s",
    (name) => {
      expect(parsePlan(recorded(name)).format_version).toBe("1.2");
    },
  );

  it("reads a newer minor format (P-E 34)", () => {
    expect(parsePlan('{"format_version":"1.99","surprise":true}').format_version).toBe("1.99");
  });

  it("reads a list that is null as missing", () => {
    const plan = parsePlan('{"format_version":"1.2","resource_changes":null,"checks":null}');
    expect(plan).toStrictEqual({ format_version: "1.2" });
  });

  it.each([
    ['{"format_version":"2.0"}', /format_version 2\.0; .* reads 0\.x and 1\.x/],
    ['{"terraform_version":"1.11.4"}', /no format_version/],
    ["[]", /no format_version/],
    ['{"format_version":"1.2","resource_changes":{}}', /resource_changes is not a list of changes/],
    ['{"format_version":"1.2","resource_changes":[null]}', /resource_changes has something at 0/],
    [
      '{"format_version":"1.2","resource_drift":[{"address":"a.b"}]}',
      /resource_drift has something/,
    ],
    ['{"format_version":"1.2","resource_changes":"none"}', /resource_changes is not a list/],
    ['{"format_version":"1.2","output_changes":[]}', /output_changes is not a map of changes/],
    ['{"format_version":"1.2","output_changes":{"url":7}}', /output_changes has something at url/],
    ['{"format_version":"1.2","deferred_changes":[{}]}', /deferred_changes has something at 0/],
    ['{"format_version":"1.2","checks":[7]}', /checks has something at 0/],
    ["oops", /not JSON: it has 4 characters and no closing bracket; it begins with "oops"/],
    ['{"format_version":"1.0"}', /empty state, not the plan that was requested/],
    [
      '{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{}}}',
      /a state, not the plan that was requested/,
    ],
  ])("refuses %s", (text, message) => {
    expect(() => parsePlan(text)).toThrow(message);
  });
});

describe("secrets", () => {
  it("finds the sensitive values anywhere in a recorded plan", () => {
    const secrets = new Set(planSecrets(parsePlan(recorded("secret-only"))));
    expect(secrets).toContain("hunter2-hunter2");
    expect(secrets).toContain("hunter3-hunter3");
    expect(secrets).toContain("https://shop.example.com/hunter3-hunter3");
    expect(secrets).not.toContain("shop");
  });

  it("reads in the configuration whether a variable is sensitive (P-E 37)", () => {
    const plan = parsePlan(
      JSON.stringify({
        format_version: "1.2",
        variables: { open: { value: "seen" }, hidden: { value: { deep: ["unseen", 12345678] } } },
        configuration: { root_module: { variables: { open: {}, hidden: { sensitive: true } } } },
      }),
    );
    expect([...planSecrets(plan)]).toStrictEqual(["unseen", "12345678"]);
  });

  it("searches the modules and the outputs of a state", () => {
    const state = parseState(
      JSON.stringify({
        values: {
          outputs: { a: { sensitive: true, value: "out" }, b: { sensitive: false, value: "open" } },
          root_module: {
            child_modules: [
              {
                resources: [
                  {
                    address: "module.m.x.y",
                    mode: "managed",
                    type: "x",
                    name: "y",
                    values: { list: [{ p: "one" }, { p: "two" }], q: "open" },
                    sensitive_values: { list: [{}, { p: true }] },
                  },
                ],
              },
            ],
          },
        },
      }),
    );
    expect([...stateSecrets(state)]).toStrictEqual(["two", "out"]);
    expect(resourcesOf(state).map(({ address }) => address)).toStrictEqual(["module.m.x.y"]);
  });
});

it("an empty state has no resources", () => {
  expect(resourcesOf(parseState('{"format_version":"1.0"}'))).toStrictEqual([]);
});

it("parseOutputs reads an output without a sensitive mark as not sensitive", () => {
  expect(parseOutputs('{"a":{"value":1,"type":"number"}}')).toStrictEqual({
    a: { value: 1, type: "number", sensitive: false },
  });
});
