import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { BuildRequest } from "../../../../../actions/build-push-ecr/src/docker/arguments.ts";
import {
  buildAndPushImage,
  buildImage,
} from "../../../../../actions/build-push-ecr/src/docker/build.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";
import { BUILD_CAUSES, recordedOutput, recordingOf } from "../../../../support/build-causes.ts";
import type { BuildCause } from "../../../../support/build-causes.ts";

let directory: string;
let annotations: { text: string; place: unknown }[];
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "build-"));
  mkdirSync(path.join(directory, "app"));
  annotations = [];
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const HOST = "registry.example:5000";

function write(name: string, text: string): string {
  const file = path.join(directory, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** Prepares a build with a `docker` that is a shell script. */
function open(script: string, more: Partial<BuildRequest> = {}) {
  chmodSync(write("bin/docker", `#!/bin/sh\n${script}\n`), 0o755);
  const environment = { PATH: `${directory}/bin:${process.env["PATH"] ?? ""}` };
  const job = {
    checkout: directory,
    temporaryDirectory: directory,
    cancelled: new AbortController().signal,
    environment,
    log: {
      withCommandsStopped: (work: (line: () => void) => unknown) => work(() => undefined),
      error: (text: string, place: unknown) => annotations.push({ text, place }),
    },
  } as unknown as Job;
  const request: BuildRequest = {
    context: path.join(directory, "app"),
    file: path.join(directory, "app/Dockerfile"),
    target: undefined,
    platforms: [],
    buildArgs: {},
    names: [],
    labels: {},
    secretFiles: {},
    ...more,
  };
  return {
    job,
    build: () => buildImage("web", request, environment, job),
    push: () => buildAndPushImage("web", request, environment, job),
  };
}

describe("recorded output of docker with a real BuildKit", () => {
  const wordsOf = (pattern: RegExp) => new RegExp(pattern.source.replaceAll("HOST", HOST));

  test.each(BUILD_CAUSES.map((cause) => [cause.name, cause] as const))(
    "%s",
    async (name, cause) => {
      const { dockerfile, files = {}, platforms = [], reason, says, fix, line }: BuildCause = cause;
      write("app/Dockerfile", dockerfile.replaceAll("HOST", HOST));
      for (const [file, text] of Object.entries(files)) write(`app/${file}`, text);
      const { build } = open(`cat '${recordingOf(name)}' >&2; exit 1`, { platforms });
      await expect(build()).rejects.toMatchObject({
        reason,
        message: expect.stringMatching(wordsOf(says)),
        fix: expect.stringMatching(wordsOf(fix)),
      });
      expect(annotations.map(({ place }) => place)).toStrictEqual(
        line === undefined
          ? []
          : [{ title: `web: ${reason}`, file: "app/Dockerfile", startLine: line }],
      );
      expect(recordedOutput(name)).toContain("ERROR: ");
    },
  );

  test("a builder that died is unreachable", async () => {
    const { push } = open(`cat '${recordingOf("builder-died")}' >&2; exit 1`);
    await expect(push()).rejects.toMatchObject({
      reason: "builder-unreachable",
      message: expect.stringContaining("the builder ended during the build"),
    });
  });
});

test("I-E 43: an exit code other than 0 fails the build, also without a push, and even if docker prints DONE", async () => {
  const { build, push } = open("echo '#5 DONE 1.0s'; exit 3");
  await expect(build()).rejects.toMatchObject({ reason: "build-failed" });
  await expect(push()).rejects.toMatchObject({ reason: "build-failed" });
});

test("I-E 44: the build fails if a signal ends docker", async () => {
  const { build } = open("kill -9 $$");
  await expect(build()).rejects.toMatchObject({ reason: "build-failed" });
});

test("a successful build takes the digest only from the metadata file", async () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const script = `for word; do case "$word" in --metadata-file=*) echo '{"containerimage.digest":"${digest}"}' > "\${word#*=}";; esac; done
echo 'pushing manifest for h/r:v1@sha256:${"b".repeat(64)}'`;
  expect(await open(script).push()).toStrictEqual({ digest });
  await expect(open("exit 0").build()).resolves.toBeUndefined();
});

describe(".git folders in the context", () => {
  /** Prints the Dockerfile and its ignore file, as docker gets them. */
  const SHOW = `for word; do case "$word" in --file=*) file="\${word#*=}"; echo "$file"; cat "$file"; cat "$file.dockerignore" 2>&1;; esac; done; exit 1`;
  const shownBy = async (script: string) => {
    const { build } = open(script);
    const error = (await build().catch((thrown: unknown) => thrown)) as { detail: string };
    return error.detail;
  };

  test("git's configuration is left out, whatever the ignore file says", async () => {
    write("app/Dockerfile", "FROM scratch\nCOPY . /\n");
    write("app/.dockerignore", "*.log\n!.git/config\n");
    write("app/.git/config", "extraheader = AUTHORIZATION: basic hunter2\n");
    const shown = await shownBy(SHOW);
    expect(shown).toContain("FROM scratch");
    expect(shown).toMatch(/\*\.log\n!\.git\/config\n[^]*\n\*\*\/\.git\/config\n/);
    expect(shown).not.toContain(path.join(directory, "app/Dockerfile"));
  });

  test("the same for a .git folder further down; the ignore file next to the Dockerfile takes precedence", async () => {
    write("app/Dockerfile", "FROM scratch\n");
    write("app/Dockerfile.dockerignore", "tmp\n");
    write("app/.dockerignore", "*.log\n");
    write("app/other/.git/HEAD", "");
    const shown = await shownBy(SHOW);
    expect(shown).toMatch(/tmp\n[^]*\*\*\/\.git\/config/);
    expect(shown).not.toContain("*.log");
  });

  test("a context without a .git folder is built from its own Dockerfile", async () => {
    write("app/Dockerfile", "FROM scratch\n");
    expect(await shownBy(SHOW)).toContain(path.join(directory, "app/Dockerfile"));
  });
});

test("a build that ends because of a cancel is cancelled, not failed", async () => {
  const { build, job } = open("exit 1");
  // The cancel comes while docker runs.
  const cancel = new AbortController();
  Object.assign(job, { cancelled: cancel.signal });
  job.log.withCommandsStopped = async (work) => {
    const finished = await work(() => undefined);
    cancel.abort();
    return finished;
  };
  await expect(build()).rejects.toMatchObject({ reason: "cancelled" });
});
