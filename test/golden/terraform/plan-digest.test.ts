// Real terraform makes the same plan again and again: the digest may not change.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { parsePlan } from "../../../actions/lib/terraform/plan-json.ts";
import {
  comparePlans,
  differenceLines,
} from "../../../actions/lib/terraform/plan-digest/compare.ts";
import { digestOf } from "../../../actions/lib/terraform/plan-digest/digest.ts";
import { manifestOf } from "../../../actions/lib/terraform/plan-digest/manifest.ts";
import type { Manifest } from "../../../actions/lib/terraform/plan-digest/manifest.ts";
import { KEY, bindingTo } from "../../support/plan-digest.ts";
import { useWorkspace, workspace } from "./use-workspace.ts";
import { Workspace } from "./workspace.ts";

/** Number of plans: as many as the runs of properties in CI, but at most a hundred, because each is a process. */
const RUNS = Math.min(Number(process.env["EKS_PIPELINE_PROPERTY_RUNS"] ?? 8), 100);

const binding = bindingTo("dev/infrastructure.tfstate");
const digest = (manifest: Manifest) => digestOf(manifest, binding, KEY);

async function plan(workspace: Workspace, ...variables: string[]): Promise<Manifest> {
  const { code, said } = await workspace.plan(...variables);
  if (code === 1) throw new Error(said);
  const text = await workspace.succeed("show", "-json", "tfplan");
  return manifestOf(parsePlan(text), KEY, (path) => path);
}

describe("the infrastructure workspace on replayed providers", () => {
  const FILES = [
    "-var-file=../environments/dev.tfvars",
    "-var-file=../environments/dev.infrastructure.tfvars",
  ];
  useWorkspace("infrastructure");

  it("has one digest before it exists, and no plan afterwards", async () => {
    const first = await plan(workspace, ...FILES);
    expect(first.entries.length).toBeGreaterThan(40);
    expect(digest(await plan(workspace, ...FILES))).toBe(digest(first));
    await workspace.apply();
    const left = (await plan(workspace, ...FILES)).entries.filter(({ action }) => action !== "set");
    expect(left).toStrictEqual([]);
  });

  it("has one digest for the same change, even after another process has read it again", async () => {
    const change = [...FILES, "-var=log_retention_days=14"];
    const first = await plan(workspace, ...change);
    await workspace.succeed("refresh", "-input=false", "-no-color", ...FILES);
    expect(digest(await plan(workspace, ...change))).toBe(digest(first));
    const other = await plan(workspace, ...FILES, "-var=log_retention_days=30");
    const lines = differenceLines(comparePlans(first, other));
    expect(lines).toStrictEqual([
      "module.cluster.aws_cloudwatch_log_group.control_plane: retention_in_days differs",
      "var.log_retention_days: value differs",
    ]);
  });
});

describe("a workspace of built-in resources", () => {
  const root = mkdtempSync(join(tmpdir(), "plan-digest-"));
  afterAll(() => rmSync(root, { recursive: true }));

  it(
    `has one digest in ${RUNS} of ${RUNS} plans (P-E 93)`,
    async () => {
      mkdirSync(join(root, "digest"));
      writeFileSync(
        join(root, "digest/main.tf"),
        `variable "password" {
  type      = string
  sensitive = true
  default   = "correct-horse-battery"
}
resource "terraform_data" "many" {
  for_each = toset(["a", "b", "é", "c d"])
  input = {
    key      = each.key
    set      = toset(["x", "y", "z"])
    big      = 9007199254740993
    password = var.password
    later    = timestamp()
  }
}
resource "terraform_data" "after" {
  input = terraform_data.many["a"].output
}
`,
      );
      const workspace = new Workspace("digest", {}, root);
      await workspace.init();
      const digests = new Set<string>();
      for (let run = 0; run < RUNS; run += 1) digests.add(digest(await plan(workspace)));
      expect(digests.size).toBe(1);
      workspace.remove();
    },
    RUNS * 20_000,
  );
});
