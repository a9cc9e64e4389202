import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parsePlan } from "../../../actions/lib/terraform/plan-json.ts";
import { overviewOf } from "../../../actions/plan-and-comment/src/changes/overview.ts";
import { fit } from "../../../actions/plan-and-comment/src/report/fit.ts";
import { planDocument } from "../../../actions/plan-and-comment/src/report/documents.ts";
import type { Subject } from "../../../actions/plan-and-comment/src/report/documents.ts";

// Plans that real terraform and OpenTofu made with real providers; UPDATE_GOLDENS=1 writes the reports anew.
const GOLDEN = path.resolve(import.meta.dirname, "..");
const PLANS = path.join(GOLDEN, "plans");
const names = readdirSync(PLANS).map((file) => file.replace(/\.plan\.json$/, ""));

const subject = (tool: string): Subject => ({
  label: "dev",
  directory: "terraform/kubernetes",
  tool,
  commit: "0123456789abcdef0123456789abcdef01234567",
  run: { number: 7, attempt: 1, url: "https://github.com/example-org/fleet/actions/runs/42" },
});

const render = (name: string, bytes: number): string => {
  const plan = parsePlan(readFileSync(path.join(PLANS, `${name}.plan.json`), "utf8"));
  return fit(planDocument(overviewOf(plan), subject(`Terraform ${plan.terraform_version}`)), bytes);
};

describe("reports of recorded plans", () => {
  it.each(names)("%s reads as reviewed", (name) => {
    const file = path.join(GOLDEN, "rendered", `${name}.md`);
    const rendered = `${render(name, Number.MAX_SAFE_INTEGER)}\n`;
    if (process.env["UPDATE_GOLDENS"] === "1") writeFileSync(file, rendered);
    expect(rendered).toBe(readFileSync(file, "utf8"));
  });

  it.each(names)("%s shows none of its two secrets, at any size (P-E 36)", (name) => {
    for (const bytes of [Number.MAX_SAFE_INTEGER, 65_000, 4_000])
      expect(render(name, bytes)).not.toMatch(/hunter[23]/);
  });

  it.each(names)("%s fits the sizes it is given and keeps its headline", (name) => {
    const [headline = ""] = /^\*\*.*\*\*$/m.exec(render(name, 65_000)) ?? [];
    expect(headline).not.toBe("");
    for (const bytes of [65_000, 10_000, 3_000]) {
      const text = render(name, bytes);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(bytes);
      expect(text).toContain(headline);
    }
  });
});
