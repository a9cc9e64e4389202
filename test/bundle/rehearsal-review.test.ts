// Compares what a pull request showed with what its merge applies, in one kept world, through the command line of the
// rehearsal.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, jest, test } from "@jest/globals";
import type { Report } from "../../rehearsal/report/result.ts";
import { readRendering, renderWorkflows } from "../../scripts/render-workflows.ts";
import { useKeptFleet } from "../support/kept-fleet.ts";
import { expectRequests } from "../support/rehearse.ts";
import { requireTerraform } from "../support/require-terraform.ts";

const fleet = useKeptFleet();
const { world, repository, append } = fleet;

// A rehearsal takes seconds, and many more if other tests use the same cores.
jest.setTimeout(600_000);

const withTerraform = requireTerraform("rehearsal of reviews");

const edit = (file: string, from: string, to: string) => {
  const text = readFileSync(path.join(repository, file), "utf8");
  writeFileSync(path.join(repository, file), text.replace(from, to));
};
const artifacts = (run: number): string[] =>
  readdirSync(path.join(world, "runs", String(run), "artifacts")).sort();

const BACKEND = 'module.workload["backend"].kubernetes_deployment_v1.this[0]';
const MIGRATE = 'module.before["migrate"].kubernetes_job_v1.this[0]';
const AS_REVIEWED = "As reviewed in pull request #1: this is exactly the plan that was shown.";
const dev = (result: Report | undefined) => result?.environments["dev"];

withTerraform("npm run rehearse -- deploy --from-pr", () => {
  test("the first deployment has nothing to compare with; after it, there is a key", async () => {
    const { exitCode, text, result } = await fleet.rehearse("deploy");
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(text).toContain(
      "notice: dev infrastructure: Not compared with a review: s3://fleet-state-111111111111/dev/digest-key does not exist yet (the first deployment creates it).",
    );
    expect(dev(result)?.kubernetes.added).toBeGreaterThan(0);
  });

  test("both plans are applied as the pull request showed them, with the images of the merge commit", async () => {
    append("environments/dev.infrastructure.tfvars", "\nkept_images = 50\n");
    edit(
      "environments/dev.kubernetes.tfvars",
      "backend = {\n    replicas = 2",
      "backend = {\n    replicas = 3",
    );
    const { exitCode, text, result, requests } = await fleet.rehearse(
      "deploy",
      "--from-pr",
      "--change",
      "backend",
    );
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(text).toContain(`notice: dev infrastructure: ${AS_REVIEWED}`);
    expect(text).toContain(
      `notice: dev kubernetes: As reviewed in pull request #1, but for the images that this deployment brings: ${MIGRATE}; ${BACKEND}.`,
    );
    expect(dev(result)).toMatchObject({ kubernetes: { changed: 2, added: 0, destroyed: 0 } });
    const lines = result?.comments.flatMap(({ body }) => body.match(/^(?:✅|❌).*$/gm) ?? []);
    expect(lines?.filter((line) => line.includes("run 3<"))).toStrictEqual([
      expect.stringMatching(
        /^✅ \*\*Applied\*\* .* by `octocat` in .* added.*exactly the plan that was shown\.$/,
      ),
      expect.stringMatching(
        /^✅ \*\*Deployed\*\* .* by `octocat` in .*: all workloads are healthy\./,
      ),
    ]);
    expect(artifacts(2)).toStrictEqual(["plan-dev-infrastructure.zip", "plan-dev-kubernetes.zip"]);
    expectRequests("deploy-from-pr", requests);
  });

  test("without --change, the pull request edits a variable file; without a new image, the applied plan is the shown one", async () => {
    const { exitCode, text, result } = await fleet.rehearse("deploy", "--from-pr");
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(text).toContain(`notice: dev kubernetes: ${AS_REVIEWED}`);
    expect(dev(result)?.kubernetes).toMatchObject({ changed: 1 });
  });

  test("a pull request that only changes an image has no plan and needs none", async () => {
    const { exitCode, text } = await fleet.rehearse("deploy", "--from-pr", "--change", "backend");
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(text).toContain(
      `notice: dev kubernetes: Only the images that this deployment brings change: ${MIGRATE}; ${BACKEND}. That needs no review of a plan.`,
    );
  });

  test("--fail plan-changed: a change by hand is named by address and attribute, and applied if nobody reviews (P-E 91)", async () => {
    const { exitCode, text, result, requests } = await fleet.rehearse(
      "deploy",
      "--from-pr",
      "--fail",
      "plan-changed",
    );
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expectRequests("deploy-fail-plan-changed", requests);
    expect(text).toContain("by hand, after the plan and before the merge: kubectl scale");
    expect(text).toContain(
      `This plan differs from the one reviewed in pull request #1. It is applied all the same (unreviewed: apply), because GitHub's environment "dev" has no required reviewers.`,
    );
    expect(text).toContain(`${BACKEND}: added (update of spec[0].replicas)`);
    expect(dev(result)?.kubernetes).toMatchObject({ changed: 1 });
  });

  test("if people approve, the run stops without the input `unreviewed`, and applies the plan if the input allows it", async () => {
    const reviewed = ["--reviewed", "dev"];
    const stopped = await fleet.rehearse(
      ...["deploy", "--from-pr", "--fail", "plan-changed"],
      ...reviewed,
    );
    expect(stopped.exitCode).toBe(1);
    expect(stopped.text).toContain("✓ monalisa approved dev / deploy in the environment dev");
    expect(stopped.text).toMatch(
      /kube-deploy: plan-unreviewed: the plan is not the one that was reviewed: module\.\S*backend\S*: added \(update of spec\[0\]\.replicas\)\. Nothing was changed/,
    );
    expect(dev(stopped.result)).toMatchObject({
      kubernetes: { added: 0, changed: 0, destroyed: 0 },
    });
    const applied = await fleet.rehearse(
      ...["deploy", "--environment", "dev", "--input", "unreviewed=apply"],
      ...reviewed,
    );
    expect(applied.text).toContain("plan differs from the one reviewed in pull request #1");
    expect([applied.exitCode, dev(applied.result)]).toMatchObject([
      0,
      { kubernetes: { added: 0, changed: 1, destroyed: 0 } },
    ]);
  });

  test("with unreviewed: stop, such a plan is refused, and nothing is changed", async () => {
    edit(
      ".github/workflows/deploy.yml",
      "      unreviewed: ${{ inputs.unreviewed }}\n",
      "      unreviewed: stop\n",
    );
    const { exitCode, text, result } = await fleet.rehearse(
      "deploy",
      "--from-pr",
      "--fail",
      "plan-changed",
    );
    expect(exitCode).toBe(1);
    expect(text).toContain(
      `the plan is not the one that was reviewed: ${BACKEND}: added (update of spec[0].replicas). Nothing was changed`,
    );
    expect(dev(result)?.kubernetes).toMatchObject({ changed: 0, added: 0, destroyed: 0 });
  });
});

withTerraform("npm run rehearse -- plan", () => {
  test("--event merge_group plans what the queue would merge, with the plan role, and writes no comment", async () => {
    const before = readdirSync(path.join(world, "runs")).length;
    const { exitCode, text, result, requests } = await fleet.rehearse(
      "plan",
      "--event",
      "merge_group",
      "--change",
      "environments/dev.kubernetes.tfvars",
    );
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(text).toContain("merge queue of example-org/fleet with pull request #1, offline");
    expectRequests("plan-merge-group", requests);
    expect(result?.run).toMatchObject({
      event: "merge_group",
      ref: expect.stringMatching(/^refs\/heads\/gh-readonly-queue\/main\/pr-1-[0-9a-f]{40}$/),
    });
    expect(result?.jobs.map(({ result: how }) => how)).toStrictEqual(["success", "success"]);
    expect(artifacts(before + 1)).toStrictEqual(["plan-dev-kubernetes.zip"]);
    expect(result?.comments.some(({ body }) => body.includes(`/runs/${result.run.id}`))).toBe(
      false,
    );
  });

  test("works the same with workflows that are rendered for a server without `uses: $/path` (P-E 80)", async () => {
    const folder = path.join(repository, ".github/workflows");
    const rendering = readRendering(`example-org/eks-pipeline@${"0".repeat(40)}`, []);
    for (const [name, text] of Object.entries(renderWorkflows(rendering)))
      writeFileSync(path.join(folder, `pipeline-${name}`), text);
    edit(
      ".github/workflows/plan.yml",
      "example-org/eks-pipeline/.github/workflows/plan.yml@v0.1.0",
      "./.github/workflows/pipeline-plan.yml",
    );
    const { exitCode, text, result } = await fleet.rehearse("plan");
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(result?.jobs.length).toBeGreaterThan(1);
  });
});
