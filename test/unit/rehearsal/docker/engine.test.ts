import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { findDockerEngine } from "../../../../rehearsal/docker/engine.ts";
import { installDockerStandIn } from "../../../../rehearsal/docker/install.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "stand-in-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("neither the stand-in nor a folder without docker is taken for an engine", async () => {
  const bin = await installDockerStandIn(path.join(directory, "bin"));
  expect(await findDockerEngine({ PATH: bin })).toBeUndefined();
  expect(await findDockerEngine({ PATH: directory })).toBeUndefined();
});

test("an engine with buildx is found", async () => {
  writeFileSync(
    path.join(directory, "docker"),
    '#!/bin/sh\n[ "$1" = version ] && echo 28.2.2 && exit 0\necho "github.com/docker/buildx v0.30.1 abc"\n',
    { mode: 0o755 },
  );
  expect(await findDockerEngine({ PATH: directory })).toBe(
    "engine: Docker 28.2.2, github.com/docker/buildx v0.30.1 abc",
  );
});
