import { describe, expect, it } from "@jest/globals";
import type { Plan } from "../../../../../actions/lib/terraform/plan-json.ts";
import { limitsOf } from "../../../../../actions/plan-and-comment/src/changes/limits.ts";

const PLAN: Plan = { format_version: "1.2", resource_changes: [] };
const REFRESH = "the real objects (refresh is off, so the plan relies on the state)";
const CONFIGURATION = "the configuration (the plan only refreshes the state)";
const state = (mode: string) => ({ values: { root_module: { resources: [{ mode }] } } });

describe("limitsOf (P-E 32)", () => {
  it.each<[string, Parameters<typeof limitsOf>, string[]]>([
    ["nothing", [PLAN, { refresh: true }, {}], []],
    ["refresh: false", [PLAN, { refresh: false }, {}], [REFRESH]],
    ["no refresh, by an argument", [PLAN, { extra: ["-refresh=false"] }, {}], [REFRESH]],
    [
      "no refresh, by the environment",
      [PLAN, {}, { TF_CLI_ARGS_plan: "-x --refresh=0" }],
      [REFRESH],
    ],
    [
      "targets",
      [PLAN, { targets: ["module.a"], extra: ['-target=module.b["x"]'] }, {}],
      ['everything that module.a, module.b["x"] does not need'],
    ],
    [
      "targets in the environment, quoted and as two words",
      [PLAN, {}, { TF_CLI_ARGS_plan: "-target 'module.b[\"x y\"]'" }],
      ['everything that module.b["x y"] does not need'],
    ],
    [
      "OpenTofu's exclusions",
      [PLAN, { extra: ["-exclude=module.a", "-target-file=targets.txt"] }, {}],
      ["module.a and what depends on it", "what the target file or exclude file leaves out"],
    ],
    [
      "a plan that only refreshes, by an argument",
      [PLAN, { extra: ["-refresh-only"] }, {}],
      [CONFIGURATION],
    ],
    [
      "a plan that only refreshes, recognized by what the plan lacks",
      [{ format_version: "1.2", prior_state: state("managed") }, {}, {}],
      [CONFIGURATION],
    ],
    [
      "a target that leaves everything out",
      [{ format_version: "1.2", prior_state: state("managed") }, { targets: ["a.b"] }, {}],
      ["everything that a.b does not need"],
    ],
    [
      "an exclusion that leaves everything out",
      [{ format_version: "1.2", prior_state: state("managed") }, { extra: ["-exclude=a.b"] }, {}],
      ["a.b and what depends on it"],
    ],
    [
      "a state without managed objects, which leaves nothing to compare",
      [{ format_version: "1.2", prior_state: state("data") }, {}, {}],
      [],
    ],
  ])("%s", (_, given, wanted) => {
    expect(limitsOf(...given)).toStrictEqual(wanted);
  });
});
