// Rehearses runs that end half-way, and runs that a release on GitHub starts, through the command line. Each has a kept
// world, and a following run that continues there.
import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, jest, test } from "@jest/globals";
import { expectRequests, rehearse } from "../support/rehearse.ts";
import type { Rehearsed } from "../support/rehearse.ts";
import { requireTerraform } from "../support/require-terraform.ts";
import { useFolder } from "../support/use-folder.ts";

// A rehearsal takes seconds, and many more if other tests use the same cores.
jest.setTimeout(600_000);

const withTerraform = requireTerraform("rehearsal of endings");

const ROOT = path.resolve(import.meta.dirname, "../..");
const directory = useFolder();

/** Makes a separate consumer's repository with its own world. */
function consumer(name: string) {
  const repository = path.join(directory, name);
  cpSync(path.join(ROOT, "examples/fleet"), repository, { recursive: true });
  const fileOf = (file: string) => path.join(repository, file);
  return {
    repository,
    run: (...argv: string[]) =>
      rehearse([...argv, "--repo", repository, "--keep", path.join(directory, `${name}-world`)]),
    write: (file: string, text: string) => writeFileSync(fileOf(file), text),
    append: (file: string, text: string) => appendFileSync(fileOf(file), text),
    edit: (file: string, from: string, to: string) => {
      const text = readFileSync(fileOf(file), "utf8");
      expect(text).toContain(from);
      writeFileSync(fileOf(file), text.replace(from, to));
    },
  };
}

const states = ({ result }: Rehearsed, environment: string) => result?.environments[environment];
const UNCHANGED = { added: 0, changed: 0, destroyed: 0 };

withTerraform("an image that cannot be pushed after the infrastructure was applied", () => {
  const { run } = consumer("push");

  test("leaves the infrastructure, and nothing in Kubernetes", async () => {
    const failed = await run("deploy", "--environment", "dev", "--fail", "image-push");
    expect([failed.exitCode, failed.text]).toStrictEqual([
      1,
      expect.stringContaining("build-push-ecr: access-denied: frontend was not pushed: "),
    ]);
    expect(states(failed, "dev")).toMatchObject({
      infrastructure: { added: 45 },
      kubernetes: UNCHANGED,
    });
    expectRequests("deploy-fail-image-push", failed.requests);
  });

  test("and the next run continues from there", async () => {
    const again = await run("rerun");
    expect([again.exitCode, again.text]).toStrictEqual([
      0,
      expect.stringContaining("succeeded in"),
    ]);
    expect(states(again, "dev")).toMatchObject({
      infrastructure: UNCHANGED,
      kubernetes: { changed: 0, destroyed: 0 },
    });
    expect(states(again, "dev")?.kubernetes.added).toBeGreaterThan(0);
    expectRequests("rerun", again.requests);
  });
});

withTerraform("a release on GitHub", () => {
  const { run, edit, write } = consumer("tag");
  const published = ["--tag", "v1.0.0", "--allow-tags", "v*"];

  test("deploys its tag only if the rules allow the tag", async () => {
    const push = "  push:\n    branches: [main]\n";
    edit(".github/workflows/deploy.yml", push, `${push}  release:\n    types: [published]\n`);
    const refused = await run("deploy", "--tag", "v1.0.0");
    expect([refused.exitCode, refused.text]).toStrictEqual([
      1,
      expect.stringContaining(
        `GitHub's environment "dev" does not let the tag "v1.0.0" deploy; it allows the branch "main".`,
      ),
    ]);
    const deployed = await run("deploy", ...published);
    expect([deployed.exitCode, deployed.text]).toStrictEqual([
      0,
      expect.stringContaining("release v1.0.0 of example-org/fleet, offline"),
    ]);
    expect(deployed.result?.run).toMatchObject({ event: "release", ref: "refs/tags/v1.0.0" });
  });

  test("promotes the verified release of its commit, and fails without such a release", async () => {
    const example = /## With a release on GitHub\n\n```yaml\n([^]*?)```/;
    const documentation = readFileSync(path.join(ROOT, ".github/workflows/promote.md"), "utf8");
    const workflow = (example.exec(documentation)?.[1] ?? "")
      .replace("from: staging", "from: dev")
      .replace("to: production", "to: staging");
    write(".github/workflows/promote.yml", workflow);
    // The commit that adds this workflow is not yet deployed anywhere.
    const missing = await run("promote", ...published);
    expect(missing.exitCode).toBe(1);
    expect(missing.text).toContain("kube-deploy: release-not-found: the source has no release of");
    await run("deploy", "--environment", "dev");
    const promoted = await run("promote", ...published);
    expect([promoted.exitCode, promoted.text]).toStrictEqual([
      0,
      expect.stringContaining(
        "✓ monalisa approved production / promote in the environment staging",
      ),
    ]);
    expect(states(promoted, "staging")?.kubernetes.added).toBeGreaterThan(0);
  });
});

/** Lets the Kubernetes workspace read the state of the infrastructure. */
const REMOTE_STATE = `
data "terraform_remote_state" "infrastructure" {
  backend = "s3"
  config = {
    bucket         = "fleet-state-\${data.aws_caller_identity.current.account_id}"
    key            = "\${var.environment}/infrastructure.tfstate"
    region         = var.region
    use_path_style = true
  }
}
`;

withTerraform("a Kubernetes plan that changes when the infrastructure is applied", () => {
  const { repository, run, edit, append } = consumer("partial");
  const promote = () => run("promote", "--from", "dev", "--to", "staging");

  test("is shown as provisional; the run ends as partial, and the next run shows and applies the new plan", async () => {
    // The repository has its own workspaces, with an output that the Kubernetes workspace reads.
    cpSync(path.join(ROOT, "terraform"), path.join(repository, "terraform"), { recursive: true });
    append(
      "terraform/infrastructure/outputs.tf",
      '\nvariable "note" {\n  type    = string\n  default = "first"\n}\n\noutput "note" {\n  value = var.note\n}\n',
    );
    append("terraform/kubernetes/main.tf", REMOTE_STATE);
    const label = '"environment"                        = var.environment\n';
    edit(
      "terraform/kubernetes/main.tf",
      label,
      `${label}      "note" = data.terraform_remote_state.infrastructure.outputs.note\n`,
    );
    edit(
      ".github/workflows/deploy.yml",
      "      images: |\n",
      "      infrastructure-directory: terraform/infrastructure\n      kubernetes-directory: terraform/kubernetes\n      images: |\n",
    );
    for (const { exitCode, text } of [await deploy(), await promote()])
      expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    append("environments/staging.infrastructure.tfvars", '\nnote = "second"\n');
    await deploy("--change", "backend");
    const partial = await promote();
    expect(partial.exitCode).toBe(1);
    const shown = partial.result?.summaries.filter(({ job }) => job === "promote / plan");
    expect(shown?.map(({ markdown }) => markdown).join("\n")).toContain(
      "**Provisional**: the plan of the infrastructure changes `note`, which this workspace reads.",
    );
    expect(partial.text).toContain(
      "kube-deploy: plan-changed: the infrastructure of staging is applied, but the Kubernetes workspace was not changed: the plan is not the one that was approved: kubernetes_namespace_v1.this: added (update of metadata[0].labels.note).",
    );
    expect(states(partial, "staging")).toMatchObject({ kubernetes: UNCHANGED });
    const exact = await promote();
    expect([exact.exitCode, exact.text]).toStrictEqual([
      0,
      expect.stringContaining("succeeded in"),
    ]);
    // Three changes: the label, and the images of the backend and its Job.
    expect(states(exact, "staging")).toMatchObject({ kubernetes: { changed: 3 } });
  });

  const deploy = (...argv: string[]) => run("deploy", "--environment", "dev", ...argv);
});
