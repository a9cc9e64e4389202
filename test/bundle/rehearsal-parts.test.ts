// Rehearses the workflows of the parts, called by a repository that is structured differently from examples/fleet. Each
// succeeds, and each refuses what it cannot do before it changes anything.
import { readdirSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, jest, test } from "@jest/globals";
import { createConsumer } from "../support/consumers.ts";
import type { Consumer } from "../support/consumers.ts";
import { requireTerraform } from "../support/require-terraform.ts";
import { ROOT, textOf } from "../support/workflows/files.ts";
import { rare } from "../support/rare.ts";
import { expectRequests, rehearse } from "../support/rehearse.ts";

// A rehearsal takes seconds, and many more if other tests use the same cores.
jest.setTimeout(600_000);

const withTerraform = requireTerraform("rehearsal of the parts");

const consumers: Consumer[] = [];
afterEach(() => {
  for (const consumer of consumers.splice(0)) consumer.remove();
});

const deploy = async (
  name: string,
  change?: (text: string) => string,
  files?: Readonly<Record<string, string>>,
) => {
  const consumer = createConsumer(name, change, files);
  consumers.push(consumer);
  // Shows all lines of all steps, because a secret could be in any of them.
  return await rehearse(["deploy", "--verbose", "--repo", consumer.directory]);
};

/**
 * Returns workspaces with other names of outputs and variables: our infrastructure with a renamed output, and another
 * application.
 */
function otherNames(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const folder of ["infrastructure", "modules"])
    for (const name of readdirSync(path.join(ROOT, "terraform", folder), {
      recursive: true,
      encoding: "utf8",
    }))
      if (/\.tf$/.test(name))
        files[`terraform/${folder === "modules" ? folder : "infra"}/${name}`] = textOf(
          `terraform/${folder}/${name}`,
        );
  const outputs = "terraform/infra/outputs.tf";
  return {
    ...files,
    [outputs]: (files[outputs] ?? "").replace('"cluster_name"', '"kubernetes_cluster_name"'),
    "terraform/app/main.tf": textOf("test/fixtures/consumers/other-names/app.tf"),
    "terraform/app/versions.tf": textOf("terraform/kubernetes/versions.tf").replaceAll(
      "var.cluster_name",
      "var.kubernetes_cluster_name",
    ),
    "environments/dev.kubernetes.tfvars": "",
  };
}

/**
 * Returns a workspace that refuses all values except those that it should get, and what the repository has on GitHub
 * and in AWS.
 */
const secretValues = (): Record<string, string> => ({
  "terraform/values/main.tf": textOf("test/fixtures/consumers/secret-values/main.tf"),
  ".github/rehearsal.yml": textOf("test/fixtures/consumers/secret-values/rehearsal.yml"),
});

/** Result of a run that built nothing, and in which no workspace has any object. */
const NOTHING = {
  ok: false,
  images: [],
  resources: { infrastructure: { resources: 0 }, kubernetes: { resources: 0 } },
};

withTerraform("infrastructure.yml, images.yml and kubernetes.yml", () => {
  test("together deploy the application, with steps of the repository between them", async () => {
    const { result, requests } = await deploy("own-steps");
    expect(result).toMatchObject({
      ok: true,
      images: [
        { name: "frontend", built: true },
        { name: "backend", built: true },
      ],
      release: { environment: "dev", status: "healthy" },
      createdEnvironments: [],
    });
    expect(result?.jobs.filter(({ environment }) => environment === "dev")).toMatchObject([
      { name: expect.stringContaining("infrastructure") as unknown },
      { name: expect.stringContaining("kubernetes") as unknown },
    ]);
    expectRequests("parts", requests);
  });

  rare(
    "images.yml: two runners build one platform each, and the tags name one image with both",
    async () => {
      const { result, text, requests } = await deploy("many-runners");
      expect(result).toMatchObject({ ok: true, release: { status: "healthy" } });
      const platforms = ["linux/amd64", "linux/arm64"];
      expect(result?.images).toMatchObject([
        { name: "frontend", platforms },
        { name: "backend", platforms },
      ]);
      expect(text).toContain("Make one image of those of all runners");
      expect(result?.summaries.map(({ markdown }) => markdown).join()).toContain(
        "an index of linux/amd64 and linux/arm64",
      );
      expectRequests("many-runners", requests);
    },
  );

  rare(
    "deploy.yml: outputs, images and the cluster with the names of the caller's own workspace",
    async () => {
      const { result, text } = await deploy("other-names", undefined, otherNames());
      expect(result).toMatchObject({ ok: true, release: { status: "healthy" } });
      expect(text).not.toContain("undeclared variable");
    },
  );

  test("infrastructure.yml: secrets of the environment and of AWS, a secret that does not exist, and no secret in the log", async () => {
    const { result, text, requests } = await deploy("secret-values", undefined, secretValues());
    expect(result).toMatchObject({ ok: true });
    expect(text).toContain("variables from the secret fleet/dev/terraform (version ");
    expect(text).not.toMatch(/of-the-(?:environment|repository|secret)|member-of-a-secret/);
    expectRequests("secret-values", requests);
  });

  rare(
    "infrastructure.yml: a secret of AWS that the role may not read, with the policy statement",
    async () => {
      const files = secretValues();
      const settings = ".github/rehearsal.yml";
      const { result, text } = await deploy("secret-values", undefined, {
        ...files,
        [settings]: (files[settings] ?? "").replace(
          "value: of-the",
          "readers: [plan], value: of-the",
        ),
      });
      expect(result).toMatchObject({ ok: false });
      expect(text).toMatch(
        /"Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:eu-west-1:\d+:secret:fleet\/dev\/smtp-/,
      );
    },
  );
});

withTerraform("a run that cannot succeed is refused before it changes anything", () => {
  test("infrastructure.yml: a variable that the workspace does not declare", async () => {
    const { text, result } = await deploy("single-workspace", (yaml) =>
      yaml.replace("kubernetes_version:", "kubernetes_versoin:"),
    );
    expect(result).toMatchObject(NOTHING);
    expect(text).toContain(
      'variables: "kubernetes_versoin" is not a variable of $/terraform/infrastructure. Did you mean kubernetes_version?',
    );
  });

  test("infrastructure.yml: a value for Kubernetes, in an earlier job of the caller", async () => {
    const file = "environments/dev.kubernetes.tfvars";
    const { text, result } = await deploy("own-steps", undefined, {
      [file]: textOf(`examples/fleet/${file}`).replace(/port\s*=\s*\d+/, "port = 70000"),
    });
    expect(result).toMatchObject(NOTHING);
    expect(text).toMatch(/values-invalid: .*\.port: 70000 is not valid/);
  });

  test("kubernetes.yml: no images, and no release with images to use", async () => {
    const { text, result } = await deploy("kubernetes-alone");
    expect(result).toMatchObject(NOTHING);
    expect(text).toContain(
      "images: nothing is given, and dev has no verified release to take images from, but $/terraform/kubernetes needs images. Expected images to build, or built-images of an earlier job.",
    );
  });

  test("images.yml: a repository that does not exist, and the message says which input creates it", async () => {
    const { text, result } = await deploy("images-alone");
    expect(result).toMatchObject(NOTHING);
    expect(text).toContain(
      "repository-not-found: the ECR repository fleet-dev/frontend does not exist",
    );
    expect(text).toContain("set create-repository: true, which the workflows take too");
  });

  rare("images.yml: two runners of one platform", async () => {
    const { text, result } = await deploy("many-runners", (yaml) =>
      yaml.replace('"ubuntu-24.04-arm"', '"ubuntu-22.04"'),
    );
    expect(result).toMatchObject({ ok: false });
    for (const name of ["frontend", "backend"])
      expect(text).toContain(
        `legs: the legs ubuntu-22.04 and ubuntu-24.04 have both built the image ${name} for linux/amd64`,
      );
  });

  rare("deploy.yml: an output that no workspace has, before an image is built", async () => {
    const { text, result } = await deploy(
      "other-names",
      (yaml) =>
        yaml.replace("kubernetes_cluster_name", "cluster_name").replace("network:", "netwrok:"),
      otherNames(),
    );
    expect(result).toMatchObject(NOTHING);
    expect(text).toMatch(
      /cluster-output: terraform\/infra has no output "cluster_name", .* Did you mean/,
    );
    expect(text).toContain(
      'output-variables: "netwrok" is not a variable of terraform/app. Did you mean network?',
    );
  });

  rare("deploy.yml: a workspace whose state is in HCP Terraform", async () => {
    const files = otherNames();
    const versions = "terraform/app/versions.tf";
    const { text, result } = await deploy("other-names", undefined, {
      ...files,
      [versions]: (files[versions] ?? "").replace(
        'backend "s3" {}',
        'cloud { organization = "shop" }',
      ),
    });
    expect(result).toMatchObject(NOTHING);
    expect(text).toMatch(
      /other-backend: the workspace terraform\/app keeps its state in HCP Terraform/,
    );
    expect(text).toContain("terraform state push moved.tfstate");
  });

  rare.each([
    ["lock-timeout: soon", /lock-timeout: "soon" is not valid\. Expected a duration/],
    ["kubernetes-state-key: /app", / key: "\/app" is not valid\. Expected an object key/],
  ])("deploy.yml: a value that only a later job uses, %s", async (line, problem) => {
    const { text, result } = await deploy("whole-chain", (yaml) =>
      yaml.replace("environment: dev\n", `environment: dev\n      ${line}\n`),
    );
    expect(result).toMatchObject(NOTHING);
    expect(text).toMatch(problem);
  });

  rare("deploy.yml: all parts are left out", async () => {
    const { text, result } = await deploy("whole-chain", (yaml) =>
      yaml
        .replace(/ {6}images: \|\n(?: {8}.*\n)+/, "")
        .replace(
          "environment: dev\n",
          'environment: dev\n      infrastructure-directory: ""\n      kubernetes-directory: ""\n',
        ),
    );
    expect(result).toMatchObject(NOTHING);
    expect(text).toContain("nothing is given, so there is nothing to do");
  });
});
