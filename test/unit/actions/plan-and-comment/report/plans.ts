import type { Json, Plan, ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";

/** Hides nothing, because no secret is registered. */
export const redact = (text: string) => text;

export const SUBJECT = {
  label: "dev",
  directory: "infra",
  tool: "Terraform 1.11.4",
  commit: "0123456789abcdef",
  run: { number: 7, attempt: 2, url: "https://github.com/o/r/actions/runs/1" },
};

export const resource = (name: string, actions: string[], after: Json = null): ResourceChange => ({
  address: `t.${name}`,
  mode: "managed",
  type: "t",
  name,
  change: {
    actions,
    before: actions.includes("create") ? null : after,
    after: actions.includes("delete") ? null : after,
  },
});

export const plan = (more: Partial<Plan>): Plan => ({ format_version: "1.2", ...more });
