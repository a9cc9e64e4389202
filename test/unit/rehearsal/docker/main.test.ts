import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { installDockerStandIn } from "../../../../rehearsal/docker/install.ts";

const directory = mkdtempSync(path.join(tmpdir(), "stand-in-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("the program works in any folder, and exits with an error if it refuses a command", async () => {
  const bin = await installDockerStandIn(path.join(directory, "it's a bin"));
  const run = (...argv: string[]) => {
    const options = { env: { PATH: "/bin:/usr/bin" }, encoding: "utf8" } as const;
    const { status, stdout, stderr } = spawnSync(path.join(bin, "docker"), argv, options);
    return [status, stdout, stderr];
  };
  expect(run("buildx", "version")).toStrictEqual([0, expect.stringContaining("stand-in"), ""]);
  const refused = "ERROR: docker stand-in: unknown command: docker run x";
  expect(run("run", "x")).toStrictEqual([1, "", expect.stringContaining(refused)]);
});
