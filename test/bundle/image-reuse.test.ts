// Tests which images the shipped bundle builds and which it reuses. docker is the rehearsal's stand-in.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { buildImages } from "../support/build-images.ts";
import { rare } from "../support/rare.ts";
import type { BundleResult } from "../support/run-bundle.ts";
import { cloud, pathWithDocker, useImageBuilds, workspace } from "../support/use-image-builds.ts";

const FIRST = "a".repeat(40);
const SECOND = "b".repeat(40);
const REPOSITORY = "fleet-dev/app";

useImageBuilds();
beforeEach(() => {
  write("app/Dockerfile", "FROM node:24-bookworm-slim\nARG VERSION=0\nENV V=$VERSION\nCOPY . /\n");
  write("app/main.js", "console.log(1);\n");
  cloud.aws.ecr.createRepository({ name: REPOSITORY, imageTagMutability: "IMMUTABLE" });
});

function write(name: string, text: string): void {
  const file = path.join(workspace, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

interface Change {
  /** Entries of the input `images`. Default: one image called app. */
  images?: object[];
  inputs?: Record<string, string>;
  env?: Record<string, string>;
  sha?: string;
  /** The commit that the push replaces. */
  before?: string;
  /** Default: a push to the default branch. */
  event?: string;
  ref?: string;
}

const app = (more: object = {}) => ({
  name: "app",
  repository: REPOSITORY,
  context: "app",
  ...more,
});

function payloadOf(event: string, before: string | undefined): object {
  const repository = { full_name: "example-org/fleet", default_branch: "main" };
  const pullRequest = { number: 12, head: { sha: FIRST, repo: repository } };
  return {
    repository,
    ...(before !== undefined && { before }),
    ...(event === "pull_request" && { pull_request: pullRequest }),
  };
}

function build(change: Change = {}): Promise<BundleResult> {
  const { images = [app()], inputs, env, sha = FIRST, before } = change;
  const { event = "push", ref = "refs/heads/main" } = change;
  return buildImages(cloud, {
    inputs: { images: JSON.stringify(images), ...inputs },
    env: { PATH: pathWithDocker, ...env },
    sha,
    job: { ref, eventName: event },
    event: { name: event, payload: payloadOf(event, before) },
    workspace,
    directory: cloud.directory,
  });
}

/**
 * Returns exit code, annotations and number of built images, for runs that are expected to succeed without an
 * annotation.
 */
const outcome = ({ exitCode, annotations, outputs }: BundleResult) => ({
  exitCode,
  annotations,
  built: outputs["built-count"],
});
const BUILT = { exitCode: 0, annotations: [], built: "1" };
const REUSED = { exitCode: 0, annotations: [], built: "0" };

const tags = () => cloud.aws.ecr.registry.images.tags(REPOSITORY);
const contentTags = () => Object.keys(tags()).filter((tag) => tag.startsWith("ctx-"));

describe("I-E 71, 76: must not be lost: an image is not reused for another one", () => {
  test("another image of the same repository and commit", async () => {
    write("web/Dockerfile", "FROM node:24-bookworm-slim\nCOPY . /web\n");
    const first = await build({ images: [app({ name: "backend" })] });
    const other = await build({ images: [app({ name: "frontend", context: "web" })] });
    expect([outcome(first), outcome(other)]).toStrictEqual([BUILT, BUILT]);
    expect(other.outputs["digest"]).not.toBe(first.outputs["digest"]);
  });

  test("another platform", async () => {
    const first = await build({ images: [app({ platforms: ["linux/amd64"] })] });
    const other = await build({ images: [app({ platforms: ["linux/arm64"] })] });
    expect([outcome(first), outcome(other)]).toStrictEqual([BUILT, BUILT]);
    expect(other.outputs["digest"]).not.toBe(first.outputs["digest"]);
    expect(JSON.parse(other.outputs["images"] ?? "{}")).toMatchObject({
      app: { platforms: ["linux/arm64"], built: true },
    });
  });

  test("other build arguments, even if only their text differs", async () => {
    const first = await build({
      inputs: {
        images: `[{name: app, repository: ${REPOSITORY}, context: app, build-args: {VERSION: 22.1}}]`,
      },
    });
    const other = await build({
      inputs: {
        images: `[{name: app, repository: ${REPOSITORY}, context: app, build-args: {VERSION: 22.10}}]`,
      },
    });
    expect([outcome(first), outcome(other)]).toStrictEqual([BUILT, BUILT]);
    expect(other.outputs["digest"]).not.toBe(first.outputs["digest"]);
  });

  test("files of another checkout in a run of the same commit", async () => {
    const first = await build();
    write("app/main.js", "console.log(2);\n");
    const other = await build();
    expect([outcome(first), outcome(other)]).toStrictEqual([BUILT, BUILT]);
    expect(other.outputs["digest"]).not.toBe(first.outputs["digest"]);
  });
});

describe("an image of the same content", () => {
  test("I-E 65, 71: is reused for the next commit: the tag is added, the digest stays the same", async () => {
    const first = await build();
    const next = await build({ sha: SECOND });
    expect([outcome(first), outcome(next)]).toStrictEqual([BUILT, REUSED]);
    expect(next.outputs["digest"]).toBe(first.outputs["digest"]);
    expect(next.outputs["tag"]).toBe(`sha-${SECOND}`);
    expect(Object.values(tags())).toStrictEqual(
      Array.from({ length: 3 }, () => first.outputs["digest"]),
    );
    expect(next.summary).toContain("same content as in commit aaaaaaa");
    expect(next.stdout).not.toContain("docker stand-in: packs");
  });

  rare("is reused when the old content comes back", async () => {
    const first = await build();
    write("app/main.js", "console.log(2);\n");
    const changed = await build({ sha: SECOND });
    write("app/main.js", "console.log(1);\n");
    const back = await build({ sha: "c".repeat(40) });
    expect([outcome(changed), outcome(back)]).toStrictEqual([BUILT, REUSED]);
    expect(back.outputs["digest"]).toBe(first.outputs["digest"]);
  });

  rare("I-E 59: is not reused after the tag of the base image has moved", async () => {
    const { host } = cloud.aws.ecr.registry;
    cloud.aws.ecr.createRepository({ name: "fleet-dev/base", imageTagMutability: "MUTABLE" });
    write("base/Dockerfile", "FROM scratch\nCOPY . /\n");
    const base = app({ name: "base", repository: "fleet-dev/base", context: "base" });
    const pushBase = () => build({ images: [base], inputs: { tags: "type=raw,value=1" } });
    write("app/Dockerfile", `ARG BASE\nFROM \${BASE:-${host}/fleet-dev/base}:1\nCOPY . /\n`);
    await pushBase();
    const first = await build();
    const same = await build({ sha: SECOND });
    write("base/patch", "security\n");
    await pushBase();
    const patched = await build({ sha: "c".repeat(40), before: SECOND });
    expect([first, same, patched].map(outcome)).toStrictEqual([BUILT, REUSED, BUILT]);
    expect(patched.summary).toContain(
      `it differs from sha-${SECOND}: base image ${host}/fleet-dev/base:1`,
    );
  });

  rare(
    "I-E 62, 68: is not reused if a base image cannot be looked up, and the log says so",
    async () => {
      const { host } = cloud.aws.ecr.registry;
      write("app/Dockerfile", `FROM ${host}/fleet-dev/missing:1\nCOPY . /\n`);
      const runs = [await build(), await build()];
      for (const { exitCode, outputs, annotations } of runs) {
        expect([exitCode, outputs["built-count"]]).toStrictEqual([0, "1"]);
        expect(annotations.map(({ level, text }) => `${level}: ${text}`)).toStrictEqual([
          `notice: image app is always built, even if nothing has changed: the current digest of the base image ${host}/fleet-dev/missing:1 is not known, because no registry gives it`,
        ]);
      }
      expect(runs[1]?.outputs["tag"]).toMatch(/^sha-a{40}-[0-9a-f]{12}$/);
      expect(contentTags()).toStrictEqual([]);
    },
  );

  rare(
    "is not reused if the inputs say so: skip-unchanged, max-age, content-key-salt",
    async () => {
      await build();
      const always = await build({ sha: SECOND, inputs: { "skip-unchanged": "false" } });
      const aged = await build({ sha: "c".repeat(40), inputs: { "max-age": "7d" } });
      const salted = await build({ sha: "d".repeat(40), inputs: { "content-key-salt": "2" } });
      expect([always, aged, salted].map(outcome)).toStrictEqual([BUILT, BUILT, BUILT]);
    },
  );

  rare("I-E 61: is reused if only a build argument that does not count has changed", async () => {
    const inputs = { "volatile-build-args": "VERSION" };
    const first = await build({ inputs, images: [app({ "build-args": { VERSION: "1" } })] });
    const next = await build({
      inputs,
      sha: SECOND,
      images: [app({ "build-args": { VERSION: "2" } })],
    });
    expect([outcome(first), outcome(next)]).toStrictEqual([BUILT, REUSED]);
  });

  rare("the summary says what differs from the previous commit", async () => {
    await build();
    write("app/main.js", "console.log(2);\n");
    const next = await build({
      sha: SECOND,
      before: FIRST,
      images: [app({ "build-args": { VERSION: "2", API_TOKEN: "x" } })],
    });
    expect(next.summary).toContain(`it differs from sha-${FIRST}: build argument VERSION, files`);
  });
});

describe("I-E 69: must not be lost: the default branch does not reuse an image that a pull request built", () => {
  const isNotTaken = async (event: string, ref: string): Promise<void> => {
    const first = await build({ event, ref });
    expect(contentTags()).toStrictEqual([]);
    const again = await build({ event, ref });
    const main = await build();
    expect([first, again, main].map(outcome)).toStrictEqual([BUILT, REUSED, BUILT]);
    expect(main.outputs["tag"]).toMatch(/^sha-a{40}-[0-9a-f]{12}$/);
    expect(main.summary).toContain("was not built by a run of the default branch");
    const later = await build({ event, ref, sha: SECOND });
    expect(later.outputs["digest"]).toBe(main.outputs["digest"]);
  };
  test("pull_request", () => isNotTaken("pull_request", "refs/pull/12/merge"));
  rare.each(["push", "workflow_dispatch"])("%s of a branch", (event) =>
    isNotTaken(event, "refs/heads/feature"),
  );
});

describe("tags of an immutable repository", () => {
  rare(
    "if the commit's tag has other content, the new tag gets a suffix from the content key",
    async () => {
      await build();
      write("app/main.js", "console.log(2);\n");
      const other = await build();
      const again = await build();
      expect([outcome(other), outcome(again)]).toStrictEqual([BUILT, REUSED]);
      const [key] = Object.entries(tags()).filter(
        ([tag, digest]) => tag.startsWith("ctx-") && digest === other.outputs["digest"],
      );
      expect(other.outputs["tag"]).toBe(`sha-${FIRST}-${key?.[0].slice(4, 16)}`);
      expect(again.outputs["tag"]).toBe(other.outputs["tag"]);
    },
  );

  rare("two simultaneous runs of one commit both succeed, with one image", async () => {
    const runs = await Promise.all([build(), build()]);
    expect(runs.map(({ exitCode }) => exitCode)).toStrictEqual([0, 0]);
    expect(new Set(runs.map(({ outputs }) => outputs["tag"]))).toStrictEqual(
      new Set([`sha-${FIRST}`]),
    );
    expect(new Set(Object.values(tags())).size).toBe(1);
  });

  rare(
    "if another run takes the tag during the build, the image with this content is used",
    async () => {
      cloud.aws.ecr.registry.faults.add({
        match: { operation: "registry:PutManifest", path: /manifests\/sha-/ },
        respond: {
          status: 400,
          body: JSON.stringify({
            errors: [
              {
                code: "TAG_INVALID",
                message: `The image tag 'sha-${FIRST}' already exists in the '${REPOSITORY}' repository and cannot be overwritten because the tag is immutable.`,
              },
            ],
          }),
        },
      });
      const run = await build();
      expect([run.exitCode, run.outputs["built-count"]]).toStrictEqual([0, "0"]);
      expect(tags()[`sha-${FIRST}`]).toBe(run.outputs["digest"]);
    },
  );
});

describe("docker's conventions", () => {
  rare("a Dockerfile with the name dockerfile is built", async () => {
    renameSync(path.join(workspace, "app/Dockerfile"), path.join(workspace, "app/dockerfile"));
    expect(outcome(await build())).toStrictEqual(BUILT);
  });

  rare(
    "an empty DOCKER_CONFIG counts as unset: the repository's own config.json is not docker's",
    async () => {
      write("config.json", "not for docker");
      const home = path.join(workspace, "home");
      write("home/.docker/config.json", "null");
      expect(outcome(await build({ env: { DOCKER_CONFIG: "", HOME: home } }))).toStrictEqual(BUILT);
    },
  );

  rare(
    "a git folder in the context is reported, because it makes the content differ for every commit",
    async () => {
      write("app/.git/HEAD", "ref: refs/heads/main\n");
      const { exitCode, annotations } = await build();
      expect([exitCode, annotations.map(({ text }) => text)]).toStrictEqual([
        0,
        [expect.stringContaining("add .git to .dockerignore")],
      ]);
    },
  );
});
