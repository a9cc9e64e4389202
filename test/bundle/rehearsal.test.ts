// The main purpose of the project, run as a newcomer runs it: the whole pipeline, offline, through the command line.
import { appendFileSync, cpSync } from "node:fs";
import path from "node:path";
import { describe, expect, jest, test } from "@jest/globals";
import { readParts } from "../../actions/lib/plan-comment/comment-text.ts";
import { rare } from "../support/rare.ts";
import { expectRequests, rehearse } from "../support/rehearse.ts";
import type { Rehearsed } from "../support/rehearse.ts";
import { requireTerraform } from "../support/require-terraform.ts";
import { useFolder } from "../support/use-folder.ts";
import { writeFiles } from "../support/write-files.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const directory = useFolder();

// A rehearsal takes seconds, and many more if other tests use the same cores.
jest.setTimeout(600_000);

const withTerraform = requireTerraform("rehearsal");

/** Makes a consumer's repository with these files and one workflow. */
function ownRepository(name: string, files: Record<string, string>, workflow: string): string {
  const folder = path.join(directory, name);
  return writeFiles(folder, { ...files, ".github/workflows/main.yml": workflow });
}

/** The first lines of a job that may deploy, before its steps. */
const JOB = `
    runs-on: ubuntu-24.04
    environment: dev
    permissions:
      contents: read
      id-token: write
    steps:
      - uses: actions/checkout@v6`;

const backend = (folder: string, key: string) => `
      - id: ${key}
        uses: example-org/eks-pipeline/actions/setup-terraform-backend@v0.1.0
        with:
          working-directory: ${folder}
          bucket: \${{ vars.STATE_BUCKET }}
          key: ${key}/terraform.tfstate
          role-arn: \${{ vars.AWS_DEPLOY_ROLE_ARN }}
          aws-region: \${{ vars.AWS_REGION }}`;

const destroy = (part: string, variables: string) => `
      - id: ${part}
        uses: example-org/eks-pipeline/actions/setup-terraform-backend@v0.1.0
        with:
          working-directory: $/terraform/${part}
          environment-file: environments/dev.yml
          part: ${part}
          role: deploy
      - working-directory: \${{ steps.${part}.outputs.working-directory }}
        run: >-
          terraform destroy -auto-approve -input=false -no-color
          -var-file="$GITHUB_WORKSPACE/environments/dev.tfvars" -var-file="$GITHUB_WORKSPACE/environments/dev.${part}.tfvars" ${variables}`;

/** Terraform needs a value for each variable, even to destroy. */
const ANY_IMAGES = JSON.stringify(
  Object.fromEntries(
    ["frontend", "backend"].map((name) => [
      name,
      { repository: `fleet-dev/${name}`, digest: `sha256:${"0".repeat(64)}` },
    ]),
  ),
);

const TEARDOWN = `
on: push
permissions: {}
env:
  TF_VAR_environment: dev
  TF_VAR_region: eu-west-1
jobs:
  destroy:${JOB}
      - env:
          ROLE: arn:aws:iam::111111111111:role/fleet-dev-deploy
        run: |
          curl --silent --header "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\
            "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=sts.amazonaws.com" | sed 's/.*"value":"\\([^"]*\\)".*/\\1/' > "$RUNNER_TEMP/token"
          echo "AWS_WEB_IDENTITY_TOKEN_FILE=$RUNNER_TEMP/token" >> "$GITHUB_ENV"
          echo "AWS_ROLE_ARN=$ROLE" >> "$GITHUB_ENV"
${destroy("kubernetes", `-var=cluster_name=fleet-dev -var='images=${ANY_IMAGES}'`).slice(1)}
${destroy("infrastructure", "").slice(1)}
`;

const APPLY = `
on: push
permissions: {}
jobs:
  apply:${JOB}${backend("terraform", "slow")}
      - uses: example-org/eks-pipeline/actions/plan-and-comment@v0.1.0
        with:
          command: apply
          working-directory: terraform
          tool-path: \${{ steps.slow.outputs.tool-path }}
          role-arn: \${{ vars.AWS_DEPLOY_ROLE_ARN }}
          aws-region: \${{ vars.AWS_REGION }}
`;

/** A configuration whose second resource never ends. */
const SLOW = `
terraform {
  backend "s3" {}
}
resource "terraform_data" "first" {}
resource "terraform_data" "second" {
  depends_on = [terraform_data.first]
  provisioner "local-exec" {
    command = "echo waiting; exec sleep 600"
  }
}
`;

withTerraform("npm run rehearse", () => {
  const world = path.join(directory, "world");
  let digests: string[] = [];
  let deployed: Rehearsed["result"];
  let printed = "";

  test("plans a pull request before the first deployment", async () => {
    const { exitCode, result, requests } = await rehearse(["plan", "--keep", world]);
    // Plans of the infrastructure of three environments. No release is live, so there is no Kubernetes plan.
    expect([exitCode, result?.comments.length]).toStrictEqual([0, 3]);
    expectRequests("plan", requests);
  });

  test("deploys infrastructure, images and the application, and verifies it", async () => {
    const { exitCode, text, result, requests } = await rehearse(["--keep", world, "--verbose"]);
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(result).toMatchObject({
      ok: true,
      event: "deploy",
      jobs: ["images", "deploy"].map((id) => ({
        id: `dev / ${id}`,
        result: "success",
      })),
      // These are the comments of the plans. The comment of a workspace also says what the deployment did there.
      comments: Array(3).fill({ pullRequest: 1, author: "github-actions[bot]" }) as object[],
      images: ["frontend", "backend"].map((name) => ({
        name,
        repository: `fleet-dev/${name}`,
        built: true,
        digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      })),
      release: { environment: "dev" },
      url: expect.stringMatching(/^http:/) as unknown,
    });
    expect(result?.resources.infrastructure.added).toBeGreaterThan(40);
    expect(result?.resources.kubernetes.added).toBe(result?.resources.kubernetes.resources);
    expect(result?.summaries.length).toBeGreaterThanOrEqual(4);
    printed = `${text}\n${JSON.stringify(result)}`;
    digests = result?.images.map(({ digest }) => digest) ?? [];
    expectRequests("deploy", requests);
  });

  test.each([
    ["tokens of GitHub", /ghs_\w+/],
    ["OIDC tokens", /eyJ[\w-]{8,}\.eyJ/],
    ["sessions of AWS", /IQoJb3JpZ2luX2Vj/],
    ["tokens for the cluster", /k8s-aws-v1\./],
    ["signed addresses", /[?&](X-Amz-Signature|sig)=/i],
  ])("must not be lost: no secret in any output: %s", (_, secret) => {
    expect(printed).not.toMatch(secret);
  });

  test("must not be lost: a second run that is empty with the same digests, in kept worlds", async () => {
    const { exitCode, result, requests } = await rehearse(["--keep", world]);
    expect(exitCode).toBe(0);
    expect(result?.resources.infrastructure).toMatchObject({ added: 0, changed: 0, destroyed: 0 });
    expect(result?.resources.kubernetes).toMatchObject({ added: 0, changed: 0, destroyed: 0 });
    expect(result?.images.map(({ built }) => built)).toStrictEqual([false, false]);
    expect(result?.images.map(({ digest }) => digest)).toStrictEqual(digests);
    deployed = result;
    expectRequests("deploy-again", requests);
  });

  test("must not be lost: exactly one comment for each environment of a pull request that is planned twice", async () => {
    const { exitCode, result, requests } = await rehearse(["plan", "--keep", world]);
    const plans = result?.comments.map(({ body }) => readParts(body)) ?? [];
    const workspaces = plans.map((parts) => parts.map(({ directory }) => directory).join());
    // Plans of the three infrastructures, and of the Kubernetes workspace of dev: only dev has a live release.
    expect([exitCode, workspaces.sort()]).toStrictEqual([
      0,
      [
        "$/terraform/infrastructure",
        "$/terraform/infrastructure",
        "$/terraform/infrastructure,$/terraform/kubernetes",
      ],
    ]);
    const kubernetes = plans.flat().find(({ directory }) => directory === "$/terraform/kubernetes");
    expect(kubernetes?.says.line).toContain("No changes");
    expectRequests("plan-again", requests);
  });

  describe("a rollout that fails (K-E 54)", () => {
    const copy = path.join(directory, "failed");
    const run = (...argv: string[]) =>
      rehearse(["deploy", "--change", "backend", ...argv, "--keep", copy]);

    test("is rolled back to the previous release, which is verified", async () => {
      cpSync(world, copy, { recursive: true });
      const { id } = deployed?.release as { id: string };
      const bad = await run("--fail", "crash");
      expect(bad.exitCode).toBe(1);
      expect(bad.result).toMatchObject({
        ok: false,
        release: null,
        rolledBackTo: id,
        url: deployed?.url,
        resources: { infrastructure: { changed: 0 }, kubernetes: { changed: 0 } },
      });
      expect(bad.text).toMatch(
        new RegExp(
          `error: kube-deploy: crash-loop: .* dev runs release ${id} of commit .* again, verified`,
        ),
      );
      expect(bad.text).toContain(`rolled back      release ${id} runs again, verified`);
      expect(bad.result?.url).toMatch(/^https?:/);
      expect(bad.text).not.toMatch(/url +none/);
      expect(bad.text).toContain("of an older version");
      expectRequests("last-good", bad.requests);
    });

    rare("is refused from then on, and a fix is deployed", async () => {
      const again = await rehearse(["rerun", "--keep", copy]);
      expect(again.text).toMatch(/release-refused: .* failed with crash-loop and was rolled back/);

      const fix = await run();
      expect(fix.result).toMatchObject({ ok: true, resources: { kubernetes: { changed: 1 } } });
    });
  });

  rare(
    "another commit: only the changed image is built, and the other image keeps its digest",
    async () => {
      const repository = path.join(directory, "release");
      cpSync(path.join(ROOT, "examples/fleet"), repository, { recursive: true });
      appendFileSync(
        path.join(repository, ".github/workflows/deploy.yml"),
        "          build-args: {VERSION: next}\n",
      );
      const { exitCode, result, requests } = await rehearse([
        "--keep",
        world,
        "--repo",
        repository,
      ]);
      expect(exitCode).toBe(0);
      expect(result?.resources).toMatchObject({
        infrastructure: { added: 0, changed: 0, destroyed: 0 },
        kubernetes: { added: 0, destroyed: 0 },
      });
      expect(result?.resources.kubernetes.changed).toBeGreaterThanOrEqual(1);
      expect(result?.images.map(({ built }) => built)).toStrictEqual([false, true]);
      const [frontend, backend] = result?.images.map(({ digest }) => digest) ?? [];
      expect(frontend).toBe(digests[0]);
      expect(backend).not.toBe(digests[1]);
      expectRequests("deploy-release", requests);
    },
  );

  rare("a workflow of the consumer destroys what was deployed", async () => {
    const repository = ownRepository("teardown", {}, TEARDOWN);
    const environments = "examples/fleet/environments";
    cpSync(path.join(ROOT, environments), path.join(repository, "environments"), {
      recursive: true,
    });
    const { exitCode, text, result, requests } = await rehearse([
      "--keep",
      world,
      "--repo",
      repository,
      "--verbose",
    ]);
    expect([exitCode, text]).toStrictEqual([0, expect.stringContaining("succeeded in")]);
    expect(result?.resources).toMatchObject({
      infrastructure: { resources: 0 },
      kubernetes: { resources: 0 },
    });
    expectRequests("destroy", requests);
  });

  test("must not be lost: one SIGINT reaches terraform, which saves its state and releases the lock", async () => {
    const repository = ownRepository("slow", { "terraform/main.tf": SLOW }, APPLY);
    const { exitCode, text, result, requests } = await rehearse(
      ["--repo", repository, "--verbose"],
      { interruptAt: "(local-exec): waiting" },
    );
    expect([exitCode, text.match(/Interrupt received\./g)]).toStrictEqual([
      1,
      ["Interrupt received."],
    ]);
    expect(text).not.toContain("Two interrupts received");
    expect(result?.jobs).toMatchObject([{ id: "apply", result: "cancelled" }]);
    expectRequests("cancel", requests);
  });
});

// test/unit/rehearsal/world has the tests for unusable folders, files and tools.
describe("a wrong command line is reported in one line, before anything starts", () => {
  test.each([
    [
      ["drift"],
      '"drift" is not a command. Expected one of deploy, plan, promote, rollback, rerun, init.',
    ],
    [["deploy", "plan"], "only one command at a time"],
    [
      ["--fail", "lightning"],
      '--fail: "lightning" is not a failure. Expected one of image-not-found',
    ],
    [["--repo", "/nonexistent"], '--repo: "/nonexistent" does not exist.'],
    [["deploy", "--fork"], "--fork works only with plan: only a pull request can come from a fork"],
    [["--tempo", "fast"], "--tempo is not an option."],
  ])("%j", async (argv, says) => {
    const { exitCode, text } = await rehearse(argv);
    expect([exitCode, text.split("\n")[0]]).toStrictEqual([2, expect.stringContaining(says)]);
  });

  test("a caller with missing inputs is refused in GitHub's words, with file and line", async () => {
    const uses = "example-org/eks-pipeline/.github/workflows/deploy.yml@v0.1.0";
    const caller = ownRepository(
      "caller",
      {},
      `on: push\njobs:\n  dev:\n    uses: ${uses}\n    with:\n      images: "[]"\n`,
    );
    const { exitCode, text } = await rehearse(["--repo", caller]);
    expect(exitCode).toBe(1);
    expect(text).toContain(
      "main.yml:4:11: Input environment is required, but not provided while calling.",
    );
    expect(text).not.toContain("    at ");
  });
});
