import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import type { Inputs } from "../../../../../actions/build-push-ecr/src/contract.ts";
import { requestsOf } from "../../../../../actions/build-push-ecr/src/images/requests.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";

const checkout = mkdtempSync(path.join(tmpdir(), "requests-"));
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

test("I-E 48: values of build arguments that look like secrets are masked", async () => {
  writeFileSync(path.join(checkout, "Dockerfile"), "FROM scratch\n");
  const masks: string[] = [];
  const warnings: string[] = [];
  const job = {
    checkout,
    context: { sha: "0123456789abcdef", ref: "refs/heads/main", eventName: "push" },
    log: { warning: (text: string) => void warnings.push(text) },
    mask: (secret: string) => void masks.push(secret),
  };
  const image = {
    name: "web",
    context: ".",
    tags: ["type=raw,value=v1"],
    repository: "shop/web",
    buildArgs: { NPM_TOKEN: "hunter2", VERSION: "1.2.3" },
    secrets: [],
  };
  const inputs = { images: [image], tags: [] };
  await requestsOf(inputs as unknown as Inputs, job as unknown as Job);
  expect(masks).toStrictEqual(["hunter2"]);
  expect(warnings.join()).toContain("NPM_TOKEN look like secrets");
});

test.each([
  [undefined, "web"],
  ["fleet-dev/", "fleet-dev/web"],
])("with the prefix %s, the repository web is %s", async (repositoryPrefix, expected) => {
  writeFileSync(path.join(checkout, "Dockerfile"), "FROM scratch\n");
  const job = { checkout, context: {}, log: {}, mask: () => undefined } as unknown as Job;
  const image = { name: "web", context: ".", repository: "web", buildArgs: {}, secrets: [] };
  const inputs = { images: [image], tags: [{ type: "raw", value: "v1" }], repositoryPrefix };
  const requests = await requestsOf(inputs as unknown as Inputs, job);
  expect(requests.map((request) => request.image.repository)).toStrictEqual([expected]);
});

test.each([
  [
    "acme.io/web",
    [
      "image web: acme.io/web is read as the name of a repository in ECR; acme.io in it is not read as a host",
    ],
  ],
  ["acme/web.api", []],
  ["web.api", []],
])("if the repository %s looks like a host, the log says so: %j", async (repository, says) => {
  writeFileSync(path.join(checkout, "Dockerfile"), "FROM scratch\n");
  const lines: string[] = [];
  const log = { info: (text: string) => void lines.push(text) };
  const job = { checkout, context: {}, log, mask: () => undefined } as unknown as Job;
  const image = { name: "web", context: ".", repository, buildArgs: {}, secrets: [] };
  const inputs = { images: [image], tags: [{ type: "raw", value: "v1" }] };
  await requestsOf(inputs as unknown as Inputs, job);
  expect(lines).toStrictEqual(says);
});

test("a Dockerfile in lower case is found; a link to a Dockerfile in its folder keeps its name", async () => {
  const folder = path.join(checkout, "lower");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "dockerfile"), "FROM scratch\n");
  symlinkSync("dockerfile", path.join(folder, "Web"));
  symlinkSync("../Dockerfile", path.join(folder, "Outside"));
  const fileOf = async (image: object) => {
    const job = {
      checkout,
      context: { sha: "0123456789abcdef", ref: "refs/heads/main", eventName: "push" },
      log: {},
    };
    const inputs = {
      images: [
        {
          name: "web",
          context: "lower",
          buildArgs: {},
          secrets: [],
          repository: "shop/web",
          ...image,
        },
      ],
      tags: [{ type: "sha", prefix: "sha-", format: "short" }],
    };
    const [request] = await requestsOf(inputs as unknown as Inputs, job as unknown as Job);
    expect(request?.commitTags).toStrictEqual(["sha-0123456"]);
    return path.relative(realpathSync(checkout), request?.file ?? "");
  };
  expect(await fileOf({})).toBe("lower/dockerfile");
  expect(await fileOf({ file: "lower/Web" })).toBe("lower/Web");
  expect(await fileOf({ file: "lower/Outside" })).toBe("Dockerfile");
});
