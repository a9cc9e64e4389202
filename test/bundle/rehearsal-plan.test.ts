// Rehearses a pull request that changes two of three environments, through the command line.
import { cpSync, readFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, jest, test } from "@jest/globals";
import { unzipSync } from "fflate";
import { readParts, readTarget } from "../../actions/lib/plan-comment/comment-text.ts";
import type { Report } from "../../rehearsal/report/result.ts";
import { useKeptFleet } from "../support/kept-fleet.ts";
import { expectRequests } from "../support/rehearse.ts";
import { ROOT } from "../support/workflows/files.ts";
import { requireTerraform } from "../support/require-terraform.ts";

const fleet = useKeptFleet();
const { world, repository, append } = fleet;

// A rehearsal takes seconds, and many more if other tests use the same cores.
jest.setTimeout(600_000);

const withTerraform = requireTerraform("rehearsal of plans");

/** Returns environment, workspace and run of the plans in the comments, such as `dev $/terraform/infrastructure 1`. */
const commented = (result: Report | undefined): string[] =>
  (result?.comments ?? [])
    .flatMap(({ body }) => {
      const label = readTarget(body)?.label ?? "";
      return readParts(body).map(({ directory, foot }) => {
        const [, run = ""] = />run (\d+)/.exec(foot) ?? [];
        return `${label} ${directory} ${run}`;
      });
    })
    .sort();

/** Returns the files of each artifact of a run. */
function artifacts(run: number): Record<string, string[]> {
  const folder = path.join(world, "runs", String(run), "artifacts");
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, Object.keys(unzipSync(readFileSync(path.join(folder, name)))).sort()]),
  );
}

const planJobs = (result: Report | undefined): string[] =>
  (result?.jobs ?? [])
    .map(({ id }) => /\((\w+), (\w+),/.exec(id)?.slice(1).join(" ") ?? "")
    .filter((name) => name !== "")
    .sort();

withTerraform("npm run rehearse -- plan", () => {
  test("before the first deployment, everything is shown as new for each environment, and Kubernetes is not planned", async () => {
    const { exitCode, text, result } = await fleet.rehearse("plan");
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(commented(result)).toStrictEqual([
      "dev $/terraform/infrastructure 1",
      "production $/terraform/infrastructure 1",
      "staging $/terraform/infrastructure 1",
    ]);
    for (const { body } of result?.comments ?? []) {
      expect(body).toContain("This is the plan of the first deployment");
      expect(body).toContain(
        "Not looked at: workspaces that use its outputs, which have no values",
      );
    }
    expect(planJobs(result)).toHaveLength(6);
    for (const name of ["dev", "staging", "production"])
      expect(text).toContain(`$/terraform/kubernetes of ${name} is not planned: the bucket of`);
    expect(artifacts(1)).toStrictEqual({
      "plan-dev-infrastructure.zip": ["plan.md"],
      "plan-production-infrastructure.zip": ["plan.md"],
      "plan-staging-infrastructure.zip": ["plan.md"],
    });
  });

  test("two environments are affected: two plans, each in its own comment and artifact", async () => {
    append("environments/dev.infrastructure.tfvars", "\nkept_images = 50\n");
    append("environments/staging.infrastructure.tfvars", "\nkept_images = 70\n");
    append("README.md", "\nMore.\n");
    const { exitCode, text, result, requests } = await fleet.rehearse("plan");
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(planJobs(result)).toStrictEqual(["dev infrastructure", "staging infrastructure"]);
    expect(commented(result)).toStrictEqual([
      "dev $/terraform/infrastructure 2",
      "production $/terraform/infrastructure 1",
      "staging $/terraform/infrastructure 2",
    ]);
    expect(artifacts(2)).toStrictEqual({
      "plan-dev-infrastructure.zip": ["plan.md"],
      "plan-staging-infrastructure.zip": ["plan.md"],
    });
    expectRequests("plan-two-environments", requests);
  });

  test("nothing is affected: nothing is planned, and the run succeeds", async () => {
    rmSync(repository, { recursive: true });
    cpSync(path.join(ROOT, "examples/fleet"), repository, { recursive: true });
    append("README.md", "\nMore.\n");
    const { exitCode, result } = await fleet.rehearse("plan");
    expect([exitCode, planJobs(result), result?.jobs.map(({ result: how }) => how)]).toStrictEqual([
      0,
      [],
      ["success", "skipped"],
    ]);
  });

  test("an invalid environment file stops all plans, and each problem is an annotation", async () => {
    append("environments/dev.yml", "regoin: x\n");
    append("environments/staging.yml", "min-soak: soon\n");
    const { exitCode, text, result } = await fleet.rehearse("plan");
    expect([exitCode, planJobs(result)]).toStrictEqual([1, []]);
    expect(text).toContain(
      "environments/dev.yml: regoin: there is no such key. Did you mean region?",
    );
    expect(text).toContain('environments/staging.yml: min-soak: "soon" is not valid.');
  });
});
