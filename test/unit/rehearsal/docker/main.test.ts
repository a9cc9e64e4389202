import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { installDockerStandIn } from "../../../../rehearsal/docker/install.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "stand-in-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("the program", () => {
  const run = (bin: string, argv: string[]) =>
    new Promise<{ code: unknown; out: string }>((resolve) => {
      const options = { env: { PATH: "/bin:/usr/bin" } };
      execFile(path.join(bin, "docker"), argv, options, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, out: stdout + stderr }),
      );
    });

  test("answers what the action asks, says what it is, and refuses the rest", async () => {
    const bin = await installDockerStandIn(path.join(directory, "it's a bin"));
    const build = ["buildx", "build", "--provenance=false"];
    const cases: [string[], number, string][] = [
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
    ];
    const answers = await Promise.all(cases.map(([argv]) => run(bin, argv)));
    expect(answers).toStrictEqual(
      cases.map(([, code, out]) => ({ code, out: expect.stringContaining(out) })),
    );
  });
});
