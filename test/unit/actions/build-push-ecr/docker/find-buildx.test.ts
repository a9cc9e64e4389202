import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { findBuildx } from "../../../../../actions/build-push-ecr/src/docker/find-buildx.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";

const PATH = process.env["PATH"] ?? "";
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "buildx-"));
});
afterEach(() => {
  process.env["PATH"] = PATH;
  rmSync(directory, { recursive: true });
});

/** Looks for buildx with a `docker` that is a shell script. */
function find(script: string): Promise<string> {
  const docker = path.join(directory, "docker");
  writeFileSync(docker, `#!/bin/sh\n${script}\n`);
  chmodSync(docker, 0o755);
  // Programs are looked up on the PATH of this process.
  process.env["PATH"] = directory;
  return findBuildx({ environment: { PATH: directory } } as unknown as Job);
}

test.each(["v0.10.0", "0.10.5", "v0.31.1-desktop.1", "v1.0.0", "a version of its own"])(
  "buildx %s is accepted",
  async (version) => {
    const shown = `github.com/docker/buildx ${version} abc`;
    expect(await find(`echo '${shown}'`)).toBe(shown);
  },
);

test.each([
  ["echo 'github.com/docker/buildx v0.9.1 abc'", "buildx-too-old"],
  ["echo 'unknown command' >&2; exit 1", "buildx-not-found"],
])("%s fails with %s", async (script, reason) => {
  await expect(find(script)).rejects.toMatchObject({ reason });
});
