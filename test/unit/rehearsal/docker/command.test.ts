import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { runCommand } from "../../../../rehearsal/docker/command.ts";

const directory = mkdtempSync(path.join(tmpdir(), "stand-in-"));
afterAll(() => rmSync(directory, { recursive: true }));

const build = ["buildx", "build", "--provenance=false"];

test.each<[string[], number, string]>([
  [["buildx", "version"], 0, "stand-in"],
  [["version"], 0, "runs no RUN"],
  [["buildx", "inspect"], 0, "Platforms: linux/"],
  [["buildx", "imagetools", "inspect", "--raw", "node:24"], 0, '"name":"node:24"'],
  [["buildx", "imagetools", "create", "x"], 1, "unknown command: docker buildx imagetools"],
  [["run", "x"], 1, "unknown command: docker run x. Supported: version"],
  [[...build, "--ssh=x", "."], 1, "'--ssh'"],
  [["buildx", "build", "."], 1, "without --provenance=false is not supported"],
  [build, 1, "requires exactly 1 argument, got 0"],
  [[...build, directory], 1, "failed to read dockerfile: open Dockerfile: no such file"],
])("docker %j ends with %d and says %s", async (argv, exitCode, says) => {
  let said = "";
  const ended = await runCommand(argv, {
    environment: {},
    write: (text) => (said += text),
    say: (line) => (said += line),
  });
  expect([ended, said]).toStrictEqual([exitCode, expect.stringContaining(says)]);
});
