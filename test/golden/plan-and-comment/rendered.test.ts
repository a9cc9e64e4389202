import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parsePlan } from "../../../actions/lib/terraform/plan-json.ts";
import { limitsOf } from "../../../actions/plan-and-comment/src/changes/limits.ts";
import { overviewOf } from "../../../actions/plan-and-comment/src/changes/overview.ts";
import type { Detail } from "../../../actions/plan-and-comment/src/report/document.ts";
import { fit } from "../../../actions/plan-and-comment/src/report/fit.ts";
import { planDocument } from "../../../actions/plan-and-comment/src/report/documents.ts";
import type { Subject } from "../../../actions/plan-and-comment/src/report/documents.ts";

/** Nothing is registered as a secret. */
const redact = (text: string) => text;

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

const render = (name: string, bytes: number, detail: Detail = "folded"): string => {
  const plan = parsePlan(readFileSync(path.join(PLANS, `${name}.plan.json`), "utf8"));
  const overview = overviewOf(plan, limitsOf(plan, {}, {}));
  return fit(
    planDocument(overview, subject(`Terraform ${plan.terraform_version}`), redact),
    bytes,
    detail,
  );
};

const compare = (file: string, rendered: string): void => {
  const golden = path.join(GOLDEN, "rendered", file);
  if (process.env["UPDATE_GOLDENS"] === "1") writeFileSync(golden, rendered);
  expect(rendered).toBe(readFileSync(golden, "utf8"));
};

describe("reports of recorded plans", () => {
  it.each(names)("%s reads as reviewed", (name) => {
    compare(`${name}.md`, `${render(name, Number.MAX_SAFE_INTEGER)}\n`);
  });

  it.each(["drift", "noop", "replace-selector"])("%s reads as reviewed in whole", (name) => {
    compare(`${name}.whole.md`, `${render(name, Number.MAX_SAFE_INTEGER, "whole")}\n`);
  });

  it.each(names)("%s shows none of its two secrets, at any size (P-E 36)", (name) => {
    for (const bytes of [Number.MAX_SAFE_INTEGER, 65_000, 4_000])
      for (const detail of ["folded", "whole"] as const)
        expect(render(name, bytes, detail)).not.toMatch(/hunter[23]/);
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
