import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";
import { install } from "../../../../../actions/setup-terraform-backend/src/tool/install.ts";
import type { Wanted } from "../../../../../actions/setup-terraform-backend/src/tool/install.ts";
import { useServers } from "../../../../support/servers.ts";
import { zip } from "../../../../support/zip.ts";

const ARCHIVE = zip("terraform", Buffer.from("#!/bin/sh\n"), 0o755);
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

let directory: string;
let mirror: string;
const serve = useServers();
let archive: Buffer;
const said: string[] = [];
const before = process.env["RUNNER_TOOL_CACHE"];
beforeEach(async () => {
  said.splice(0);
  directory = mkdtempSync(path.join(tmpdir(), "install-"));
  mkdirSync(path.join(directory, "temporary"));
  process.env["RUNNER_TOOL_CACHE"] = path.join(directory, "cache");
  process.env["RUNNER_TEMP"] = directory;
  archive = ARCHIVE;
  mirror = await serve(({ url = "" }, response) => {
    if (url.endsWith("SHA256SUMS"))
      response.end(
        ["amd64", "arm64", "arm"]
          .map((one) => `${sha256(ARCHIVE)}  terraform_1.11.4_${process.platform}_${one}.zip\n`)
          .join(""),
      );
    else response.end(archive);
  });
});
afterEach(() => {
  if (before === undefined) Reflect.deleteProperty(process.env, "RUNNER_TOOL_CACHE");
  else process.env["RUNNER_TOOL_CACHE"] = before;
  rmSync(directory, { recursive: true, force: true });
});

const job = () =>
  ({
    temporaryDirectory: path.join(directory, "temporary"),
    cancelled: new AbortController().signal,
    log: { info: (text: string) => void said.push(text) },
  }) as unknown as Job;
const start = (checksum?: string) =>
  install(
    "1.11.4",
    {
      tool: "terraform",
      exactly: "1.11.4",
      described: "1.11.4",
      checksum,
      mirror,
    } as unknown as Wanted,
    job(),
  );
const archives = () =>
  readdirSync(path.join(directory, "temporary")).filter((name) => name.endsWith(".zip"));

test("installs a download with the published checksum once, and then finds it in the cache", async () => {
  const first = await start();
  expect([first.cacheHit, existsSync(first.path)]).toStrictEqual([false, true]);
  expect((await start()).cacheHit).toBe(true);
  expect(archives()).toStrictEqual([]);
});

test("refuses and deletes a changed download", async () => {
  archive = zip("terraform", Buffer.from("#!/bin/no\n"), 0o755);
  await expect(start()).rejects.toMatchObject({
    reason: "checksum-mismatch",
    fix: expect.stringContaining("do not trust this source"),
  });
  expect(archives()).toStrictEqual([]);
});

test("a checksum from the user counts before the published checksum and the cache", async () => {
  await start();
  await expect(start("0".repeat(64))).rejects.toMatchObject({
    reason: "checksum-mismatch",
    message: expect.stringContaining("(the input checksum)"),
    fix: expect.stringMatching(/publisher's list, \S+SHA256SUMS: .* another version or platform/),
  });
  expect((await start(sha256(ARCHIVE))).cacheHit).toBe(false);
});

test.each([
  ["cannot be written", (cache: string) => writeFileSync(cache, "a file")],
  ["is not named", () => Reflect.deleteProperty(process.env, "RUNNER_TOOL_CACHE")],
])("a tool cache that %s: the tool stays in the folder of the job", async (_, prepare) => {
  prepare(path.join(directory, "cache"));
  const first = await start();
  expect(first.path).toBe(path.join(directory, "temporary", "tool", "terraform"));
  expect([first.cacheHit, existsSync(first.path)]).toStrictEqual([false, true]);
  expect(said).toContainEqual(
    expect.stringMatching(
      /^the tool cache of the runner cannot be used \(.+\), so terraform 1\.11\.4/,
    ),
  );
});

test("an entry of the cache without the program is downloaded again", async () => {
  const { path: program } = await start();
  rmSync(program);
  const again = await start();
  expect([again.cacheHit, existsSync(again.path)]).toStrictEqual([false, true]);
});
