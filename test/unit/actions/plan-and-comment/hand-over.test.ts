import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { handOver } from "../../../../actions/plan-and-comment/src/hand-over.ts";

let checkout: string;
beforeAll(() => {
  checkout = mkdtempSync(path.join(tmpdir(), "hand-over-"));
  writeFileSync(path.join(checkout, "main.tf"), 'variable "web_image" {}');
});
afterAll(() => rmSync(checkout, { recursive: true }));

/** Returns what a workspace with the variable web_image gets from a release, and the warnings. */
async function handWeb(tag?: string, more: object = {}) {
  const warnings: string[] = [];
  const log = {
    warning: (text: string) => void warnings.push(text),
    notice: (text: string) => void warnings.push(text),
  };
  const given = {
    workingDirectory: ".",
    clusterOutput: "cluster_name",
    variableDefaults: {},
    variables: {},
    sharedVariables: {},
    secretVariables: {},
    outputVariables: {},
    variablesFromSecret: [],
    imageVariables: { web_image: { image: "web", shape: "name+version" } },
    ...more,
  };
  const web = { repository: "fleet/web", digest: `sha256:${"a".repeat(64)}`, tag };
  const release = { id: "20261129T000000Z-aaaaaaaa", outputs: "{}", images: { web } };
  const opened = {
    directory: checkout,
    environment: {},
    tool: { name: "terraform" },
    job: { checkout, log },
  };
  const { inputs } = await handOver(given as never, release as never, opened as never);
  return { variables: inputs.variables, warnings };
}

test("a workspace gets the images of the live release in the shape that it declares", async () => {
  expect(await handWeb("1.2.3")).toStrictEqual({
    variables: { web_image: { name: "fleet/web", version: "1.2.3" } },
    warnings: [],
  });
});

test("a warning names an image without a tag in the release, because the plan shows an empty version", async () => {
  expect((await handWeb()).warnings).toStrictEqual([
    "the release 20261129T000000Z-aaaaaaaa records no tag for web, so the plan shows an empty version. A deployment uses the real tag",
  ]);
});

test("an image that the release does not have yet gets a placeholder, and a warning says so", async () => {
  const images = `- { name: web, repository: web, context: web }
- { name: worker, repository: worker, context: worker }`;
  const imageVariables = { web_image: { shape: "repository+digest" } };
  const { variables, warnings } = await handWeb("1.2.3", { images, imageVariables });
  expect(variables).toStrictEqual({
    web_image: {
      web: { repository: "fleet/web", digest: `sha256:${"a".repeat(64)}` },
      worker: { repository: "not-built-yet/worker", digest: `sha256:${"0".repeat(64)}` },
    },
  });
  expect(warnings).toStrictEqual([
    "the release 20261129T000000Z-aaaaaaaa has no image worker: it is built after the merge, so the plan uses the placeholder not-built-yet",
  ]);
});

test("image-variables may name an image that is only built after the merge", async () => {
  const images = "- { name: worker, repository: worker, context: worker }";
  const imageVariables = { web_image: { image: "worker", shape: "name+version" } };
  expect((await handWeb("1.2.3", { images, imageVariables })).variables).toStrictEqual({
    web_image: { name: "not-built-yet/worker", version: "not-built-yet" },
  });
});
