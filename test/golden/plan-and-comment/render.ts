// Renders the comments of the recorded and the constructed plans, for the golden tests.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "@jest/globals";
import { parsePlan } from "../../../actions/lib/terraform/plan-json.ts";
import type { Plan } from "../../../actions/lib/terraform/plan-json.ts";
import { limitsOf } from "../../../actions/plan-and-comment/src/changes/limits.ts";
import { overviewOf } from "../../../actions/plan-and-comment/src/changes/overview.ts";
import { planDocument } from "../../../actions/plan-and-comment/src/report/documents.ts";
import type { Detail, Document } from "../../../actions/plan-and-comment/src/report/document.ts";
import { fit } from "../../../actions/plan-and-comment/src/report/fit.ts";
import type { Subject } from "../../../actions/plan-and-comment/src/report/subject.ts";
import { CONSTRUCTED, LIMITS } from "./constructed.ts";

const GOLDEN = path.resolve(import.meta.dirname, "..");
const PLANS = path.join(GOLDEN, "plans");

/** Plans that real Terraform and OpenTofu made, and two plans of the example by the rehearsal's providers. */
export const RECORDED = readdirSync(PLANS).map((file) => file.replace(/\.plan\.json$/, ""));
export const names = [...RECORDED, ...Object.keys(CONSTRUCTED)];

export const RUN = "https://github.com/example-org/fleet/actions/runs/42";

export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

export const subjectOf = (tool: string, directory: string): Subject => ({
  label: "dev",
  directory,
  next: { environment: "dev", promoteFrom: undefined },
  tool,
  commit: COMMIT,
  run: { number: 7, attempt: 1, url: RUN },
});

const planOf = (name: string): Plan =>
  CONSTRUCTED[name] ?? parsePlan(readFileSync(path.join(PLANS, `${name}.plan.json`), "utf8"));

/** Returns the report of a plan. */
export function planReport(name: string, directory = "terraform/kubernetes"): Document {
  const plan = planOf(name);
  const overview = overviewOf(plan, LIMITS[name] ?? limitsOf(plan, {}, {}));
  const tool = `Terraform ${plan.terraform_version ?? ""}`;
  // Hides nothing: no value is registered as a secret.
  return planDocument(overview, subjectOf(tool, directory), (text) => text);
}

export const renderComment = (name: string, bytes = 65_000, detail: Detail = "folded"): string =>
  fit(planReport(name), bytes, detail);

/** Compares a text with its golden. UPDATE_GOLDENS=1 rewrites the golden. */
export function compare(file: string, rendered: string): void {
  const golden = path.join(GOLDEN, "rendered", file);
  if (process.env["UPDATE_GOLDENS"] === "1") {
    mkdirSync(path.dirname(golden), { recursive: true });
    writeFileSync(golden, rendered);
  }
  expect(rendered).toBe(readFileSync(golden, "utf8"));
}
