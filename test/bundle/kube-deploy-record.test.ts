// Tests what kube-deploy records about a deployment in the release store.
import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { passGate } from "../../rehearsal/github/index.ts";
import { BUCKET, REPOSITORY } from "../support/cloud.ts";
import { pushRun } from "../support/github-records.ts";
import { OTHER_DIGEST, deployFleet, imagesOf } from "../support/kubernetes/deployments.ts";
import { DIGEST, putBroken, putHealthy } from "../support/kubernetes/fleet.ts";
import { api, cloud, useFleet } from "../support/kubernetes/use-fleet.ts";
import { rare } from "../support/rare.ts";
import { storedDocuments, storedEvents } from "../support/releases/stored.ts";
import { expectFailure } from "../support/expect-failure.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const COMMIT = "a".repeat(40);

useFleet();

const MAIN = 'module "web" {\n  source = "../modules/web"\n}\n';
const LOCK = 'provider "registry.terraform.io/hashicorp/kubernetes" {\n  version = "2.38.0"\n}\n';
const FILES = {
  "kubernetes/main.tf": MAIN,
  "kubernetes/.terraform.lock.hcl": LOCK,
  "kubernetes/.terraform/terraform.tfstate": "{}",
  "modules/web/main.tf": "# web\n",
  "modules/other/main.tf": "# not used\n",
  "environments/dev.tfvars": "replicas = 2\n",
  "infrastructure/main.tf": "# infrastructure\n",
};

rare("an image that the live release does not have is refused before the plan", async () => {
  putHealthy(api);
  expect((await deployFleet(cloud, { runId: 500 })).exitCode).toBe(0);
  const { outputs, annotations, terraform } = await deployFleet(cloud, {
    runId: 500,
    files: { "kubernetes/main.tf": 'variable "web_image" {}\n' },
    inputs: {
      images: "{}",
      "images-from": "live",
      "image-variables": "web_image: {image: web, shape: uri}",
    },
  });
  expect(outputs["failure-reason"]).toBe("invalid-input");
  expect(annotations.at(-1)?.text).toContain(
    'image-variables: there is no image "web". Expected one of frontend.',
  );
  expect(terraform.calls()).toStrictEqual(["version"]);
});

describe("a verified rollout", () => {
  test("is recorded with its files, what runs, and who approved it; then it is live", async () => {
    putHealthy(api);
    const { exitCode, outputs, terraform } = await deployFleet(cloud, {
      files: FILES,
      inputs: {
        "cluster-name": "",
        "infrastructure-outputs": '{"cluster_name": "fleet-dev", "big": 12345678901234567890}',
        "infrastructure-directory": "infrastructure",
        "variable-files": "environments/dev.tfvars",
        "forward-only": "true",
        "override-reason": "the fix cannot wait",
      },
    });
    expect([exitCode, outputs["failure-reason"], outputs["status"]]).toStrictEqual([
      0,
      undefined,
      "healthy",
    ]);
    expect(terraform.environment()["TF_VAR_cluster_name"]).toBe("fleet-dev");
    const documents = storedDocuments(cloud);
    const id = outputs["release-id"] ?? "";
    expect(id).toMatch(/^\d{8}T\d{6}Z-[0-9a-f]{12}$/);
    expect(JSON.parse(outputs["release"] ?? "")).toMatchObject({ id, commit: COMMIT });
    expect(documents[`releases/${id}.json`]).toMatchObject({
      id,
      environment: "dev",
      commit: COMMIT,
      status: "healthy",
      images: { frontend: { repository: "fleet-dev/frontend", digest: DIGEST } },
      workspaces: {
        kubernetes: {
          directory: "kubernetes",
          files: {
            "kubernetes/main.tf": sha256(MAIN),
            "kubernetes/.terraform.lock.hcl": sha256(LOCK),
            "modules/web/main.tf": sha256("# web\n"),
          },
          variableFiles: { "environments/dev.tfvars": sha256("replicas = 2\n") },
          tool: { name: "terraform", version: "1.11.4" },
          providers: { "registry.terraform.io/hashicorp/kubernetes": "2.38.0" },
        },
        infrastructure: {
          directory: "infrastructure",
          files: { "infrastructure/main.tf": sha256("# infrastructure\n") },
        },
      },
      observed: [{ name: "frontend", desired: 2, ready: 2, containers: { frontend: [DIGEST] } }],
      outputs: '{"cluster_name": "fleet-dev", "big": 12345678901234567890}',
      approvals: [{ person: "monalisa", state: "approved", comment: "ship it" }],
      forwardOnly: true,
      overrideReason: "the fix cannot wait",
    });
    const stored = cloud.aws.s3.find(BUCKET)!.objects;
    expect(Object.keys(stored)).toContain(`dev/files/${sha256(MAIN)}`);
    expect(Object.keys(stored)).not.toContain(`dev/files/${sha256("# not used\n")}`);
    expect(documents["current.json"]).toMatchObject({
      release: id,
      commit: COMMIT,
      refused: [],
      liveSince: expect.any(String),
    });
    expect(storedEvents(cloud)).toStrictEqual([{ kind: "outcome", status: "healthy", live: id }]);
  });

  rare("of a promoted release has the commit and the origin of that release", async () => {
    putHealthy(api);
    const [commit, release] = ["d".repeat(40), "20261128T100000Z-0123456789ab"];
    const { exitCode, outputs } = await deployFleet(cloud, {
      inputs: { "promoted-from": "build", release, commit },
    });
    expect([exitCode, outputs["failure-reason"]]).toStrictEqual([0, undefined]);
    const promotedFrom = { environment: "build", release };
    const documents = storedDocuments(cloud);
    expect(documents["current.json"]).toMatchObject({ commit, promotedFrom });
    expect(documents[`releases/${outputs["release-id"] ?? ""}.json`]).toMatchObject({
      commit,
      promotedFrom,
    });
    expect(JSON.parse(outputs["release"] ?? "")).toMatchObject({ commit });
  });

  rare("of a promotion needs the release and its commit", async () => {
    const { outputs, annotations } = await deployFleet(cloud, {
      inputs: { "promoted-from": "build" },
    });
    expect(outputs["failure-reason"]).toBe("invalid-input");
    for (const name of ["release", "commit"])
      expect(annotations[0]?.text).toContain(
        `${name}: nothing is given, but it is needed with promoted-from.`,
      );
  });

  rare("of images that no workload runs is an outcome, not a release", async () => {
    putHealthy(api);
    const images = JSON.stringify({
      api: { repository: "fleet-dev/api", digest: OTHER_DIGEST },
    });
    const { exitCode, outputs } = await deployFleet(cloud, { inputs: { images } });
    expect([exitCode, outputs["status"]]).toStrictEqual([0, "unverified"]);
    expect(Object.keys(storedDocuments(cloud)).filter((name) => /^releases/.test(name))).toEqual(
      [],
    );
    expect(storedEvents(cloud)).toStrictEqual([{ kind: "outcome", status: "unverified" }]);
  });

  rare.each([
    ["record is none", { record: "none" }],
    ["no bucket is known", { bucket: "" }],
    ["the command is verify", { command: "verify" }],
  ])("is not recorded if %s", async (_, inputs) => {
    putHealthy(api);
    const { exitCode, outputs } = await deployFleet(cloud, { inputs });
    expect([exitCode, outputs["status"]]).toStrictEqual([0, "healthy"]);
    expect(outputs["release-id"]).toMatch(/^dev-aaaaaaaaaaaa-/);
    expect(storedDocuments(cloud)).toStrictEqual({});
  });

  rare("is recorded without approvals if the token may not read them", async () => {
    putHealthy(api);
    const { exitCode, outputs, annotations } = await deployFleet(cloud, {
      inputs: { "github-token": "ghs_unknown" },
    });
    expect(exitCode).toBe(0);
    expect(annotations.map(({ text }) => text).join("\n")).toMatch(
      /this run does not record who approved it: .*github-token is not valid/,
    );
    const record = storedDocuments(cloud)[`releases/${outputs["release-id"] ?? ""}.json`];
    expect(record).toMatchObject({ approvals: [] });
  });
});

describe("a deployment that fails", () => {
  test("after it changed something is an outcome, and nothing verified is known to be live", async () => {
    putHealthy(api);
    const first = await deployFleet(cloud);
    const id = first.outputs["release-id"];
    putBroken(api);
    const second = await deployFleet(cloud, {
      sha: "b".repeat(40),
      runId: 502,
      inputs: { images: imagesOf(OTHER_DIGEST) },
    });
    expect([second.exitCode, second.outputs["failure-reason"]]).toStrictEqual([
      1,
      "image-not-found",
    ]);
    const current = storedDocuments(cloud)["current.json"];
    expect(current).toMatchObject({ release: id, commit: COMMIT, refused: [] });
    expect(current).not.toHaveProperty("liveSince");
    expect(storedEvents(cloud).at(-1)).toMatchObject({
      kind: "outcome",
      status: "failed",
      failureReason: "image-not-found",
    });
  });

  rare("at its plan records nothing, because nothing was changed", async () => {
    putHealthy(api);
    const { outputs } = await deployFleet(cloud, {
      script: { planErrors: [{ summary: "Invalid reference" }] },
    });
    expect(outputs["failure-reason"]).toBe("plan-failed");
    expect(storedDocuments(cloud)).toStrictEqual({});
  });

  rare("fails before its plan if a module is outside of the repository", async () => {
    const { outputs, terraform } = await deployFleet(cloud, {
      files: {
        "kubernetes/main.tf": 'module "web" {\n  source = "../../elsewhere"\n}\n',
        "../elsewhere/main.tf": "# beside the checkout\n",
      },
    });
    expect(outputs["failure-reason"]).toBe("not-recordable");
    expect(terraform.calls()).not.toContain("plan");
  });
});

test("all wrong inputs are reported together", async () => {
  const run = await deployFleet(cloud, {
    inputs: {
      bucket: "",
      record: "store",
      environment: "Dev East",
      "infrastructure-outputs": "cluster",
    },
  });
  expectFailure(
    run,
    "invalid-input",
    "bucket: nothing is given, but it is needed with record: store.",
    'environment: "Dev East" is not valid where releases are kept.',
    'infrastructure-outputs: "cluster" is not valid',
  );
});

describe("rejections of earlier runs", () => {
  const rejections = () =>
    storedEvents(cloud).filter((event) => "kind" in event && event.kind === "rejection");

  rare("are copied into the history, once", async () => {
    putHealthy(api);
    const { github } = cloud;
    github.state.putEnvironment({ repository: REPOSITORY, name: "dev", reviewers: ["monalisa"] });
    github.state.putRun(pushRun(400, { sha: COMMIT, conclusion: "failure" }));
    passGate(
      github.state,
      { repository: REPOSITORY, environment: "dev", ref: "refs/heads/main", runId: 400 },
      { state: "rejected", comment: "not on Fridays" },
    );
    await deployFleet(cloud);
    expect(rejections()).toStrictEqual([
      {
        kind: "rejection",
        person: "monalisa",
        comment: "not on Fridays",
        run: `${github.url}/${REPOSITORY}/actions/runs/400`,
      },
    ]);
    await deployFleet(cloud, { runId: 502 });
    expect(rejections()).toHaveLength(1);
  });

  rare("that cannot be read do not fail the deployment", async () => {
    putHealthy(api);
    const { exitCode, annotations } = await deployFleet(cloud, {
      inputs: { "github-token": "ghs_unknown" },
    });
    expect(exitCode).toBe(0);
    expect(annotations.map(({ text }) => text).join()).toMatch(
      /rejections of earlier runs are not recorded: .*github-token is not valid/,
    );
  });
});
