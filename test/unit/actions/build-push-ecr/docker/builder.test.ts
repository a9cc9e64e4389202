import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  inspectBuilder,
  resolveImage,
} from "../../../../../actions/build-push-ecr/src/docker/builder.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "builder-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Returns a job and its environment variables, with a `docker` that is a shell script. */
function jobWith(script: string): [Record<string, string>, Job] {
  writeFileSync(path.join(directory, "docker"), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(directory, "docker"), 0o755);
  const job = {
    temporaryDirectory: directory,
    cancelled: new AbortController().signal,
    log: { info: () => undefined },
  };
  return [{ PATH: `${directory}:${process.env["PATH"] ?? ""}` }, job as unknown as Job];
}

test.each([
  ["Driver: remote\nPlatforms: linux/amd64, linux/386", "remote", "linux/amd64"],
  [
    "Driver:  docker-container\nStatus: inactive\nPlatforms: \nLabels: x",
    "docker-container",
    undefined,
  ],
  ["Driver: docker", "docker", undefined],
])("inspectBuilder reads %j", async (text, driver, platform) => {
  expect(await inspectBuilder(...jobWith(`printf '${text}\n'`))).toStrictEqual({
    driver,
    platform,
  });
});

test("inspectBuilder returns undefined if docker fails or prints something else", async () => {
  expect(await inspectBuilder(...jobWith("exit 1"))).toBeUndefined();
  expect(await inspectBuilder(...jobWith("echo hello"))).toBeUndefined();
});

test("resolveImage hashes the printed bytes, and ignores an empty answer", async () => {
  const builder = { driver: "remote", platform: undefined };
  const empty = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
  expect(await resolveImage("a", builder, ...jobWith("printf '{}'"))).toBe(empty);
  expect(await resolveImage("a", builder, ...jobWith("exit 0"))).toBeUndefined();
});
