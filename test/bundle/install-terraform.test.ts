import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { startLoopback } from "../../rehearsal/base/http.ts";
import type { Loopback } from "../../rehearsal/base/http.ts";
import { rare } from "../support/rare.ts";
import { zip } from "../support/zip.ts";
import { runBundle } from "../support/run-bundle.ts";
import type { BundleResult } from "../support/run-bundle.ts";

const SYSTEM = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
const VERSIONS = ["1.9.8", "1.11.4", "1.12.0-rc1"];

const scriptOf = (version: string): string =>
  `#!/bin/sh\necho '{"terraform_version": "${version}"}'\n`;

/** Returns a release whose program only prints its version. */
function release(version: string): { name: string; bytes: Buffer } {
  return {
    name: `terraform_${version}_${SYSTEM}.zip`,
    bytes: zip("terraform", Buffer.from(scriptOf(version)), 0o755),
  };
}

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

let mirror: Loopback;
let directory: string;
/** Answers of the mirror in addition to its releases. */
let overrides: Map<string, { status: number; body: string }>;

function answer(url: string): { status: number; body: string | Buffer } {
  const given = overrides.get(url);
  if (given !== undefined) return given;
  if (url === "/index.json")
    return {
      status: 200,
      body: JSON.stringify({ versions: Object.fromEntries(VERSIONS.map((one) => [one, {}])) }),
    };
  const version = VERSIONS.find((one) => url.startsWith(`/${one}/`));
  if (version === undefined) return { status: 404, body: "" };
  const { name, bytes } = release(version);
  if (url.endsWith(`/${name}`)) return { status: 200, body: bytes };
  if (url.endsWith("_SHA256SUMS"))
    return {
      status: 200,
      body: `${"0".repeat(64)}  other_${name}\n${sha256(bytes).toUpperCase()}  ${name}\r\n`,
    };
  return { status: 404, body: "" };
}

beforeAll(async () => {
  mirror = await startLoopback({ handle: ({ url }) => Promise.resolve(answer(url.pathname)) });
});
afterAll(() => mirror.close());
beforeEach(() => {
  overrides = new Map();
  directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-install-"));
  mkdirSync(path.join(directory, "infra"));
  writeFileSync(
    path.join(directory, "infra/main.tf"),
    `terraform {\n  required_version = ">= 1.10"\n}\n`,
  );
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const setup = (inputs: Record<string, string> = {}, env: Record<string, string> = {}) =>
  runBundle("setup-terraform-backend", {
    inputs: {
      "working-directory": "infra",
      "backend-mode": "off",
      init: "false",
      "fallback-to-path": "false",
      "mirror-url": mirror.url,
      ...inputs,
    },
    env: {
      PATH: process.env["PATH"] ?? "",
      RUNNER_TOOL_CACHE: path.join(directory, "tools"),
      ...env,
    },
    workspace: directory,
    directory: path.join(directory, "runs"),
  });

const toolOf = ({ exitCode, outputs }: BundleResult) => [
  exitCode,
  outputs["tool-version"],
  outputs["cache-hit"],
];

describe("the tool is installed", () => {
  test("the newest release that required_version accepts, checked and cached; then from the cache (H-E 40)", async () => {
    const first = await setup();
    expect(toolOf(first)).toStrictEqual([0, "1.11.4", "false"]);
    expect(first.stdout).toContain(`terraform_1.11.4_${SYSTEM}.zip: sha256 as expected`);
    const downloads = mirror.requests.length;
    const second = await setup();
    expect(toolOf(second)).toStrictEqual([0, "1.11.4", "true"]);
    expect(mirror.requests.slice(downloads).map((request) => request.path)).toStrictEqual([
      "/index.json",
    ]);
  });

  rare("an exact version needs no list of versions, not even a release candidate", async () => {
    overrides.set("/index.json", { status: 500, body: "" });
    const run = await setup({ version: "1.12.0-rc1" });
    expect([run.exitCode, run.outputs["tool-version"]]).toStrictEqual([0, "1.12.0-rc1"]);
  });

  test("the input checksum is trusted instead of the publisher's list", async () => {
    overrides.set("/1.11.4/terraform_1.11.4_SHA256SUMS", { status: 404, body: "" });
    const run = await setup({ version: "1.11.4", checksum: sha256(release("1.11.4").bytes) });
    expect([run.exitCode, run.outputs["tool-version"]]).toStrictEqual([0, "1.11.4"]);
  });
});

describe("which version", () => {
  /** Puts a terraform on PATH. */
  const onPath = (version: string): Record<string, string> => {
    const folder = path.join(directory, "bin");
    mkdirSync(folder);
    writeFileSync(path.join(folder, "terraform"), scriptOf(version), { mode: 0o755 });
    return { PATH: `${folder}:${process.env["PATH"] ?? ""}` };
  };
  const usingPath = (inputs: Record<string, string>, version: string) =>
    setup({ "fallback-to-path": "true", ...inputs }, onPath(version));

  rare.each([
    ["latest", "1.9.8", "1.11.4"],
    ["latest:^1.11", "1.11.2", "1.11.4"],
    ["min-required", "1.11.4", "1.9.8"],
    ["system", "1.10.1", "1.10.1"],
    ["~> 1.10", "1.10.1", "1.10.1"],
  ])("for %s, if PATH has %s: %s", async (wanted, present, version) => {
    writeFileSync(
      path.join(directory, "infra/main.tf"),
      'terraform {\n  required_version = ">= 1.9"\n}\n',
    );
    writeFileSync(path.join(directory, ".terraform-version"), `${wanted}\n`);
    expect((await usingPath({}, present)).outputs["tool-version"]).toBe(version);
  });

  rare("the newest version on PATH is used", async () => {
    const run = await usingPath({ version: "latest" }, "1.11.4");
    expect(run.stdout).toContain("terraform 1.11.4 from PATH");
  });

  rare(
    "a list of versions that cannot be reached: the message names a constraint that needs no list",
    async () => {
      const run = await usingPath(
        { version: "latest:1.11", "mirror-url": "http://127.0.0.1:9" },
        "1.11.4",
      );
      expect(run.outputs["failure-reason"]).toBe("download-failed");
      expect(run.annotations.at(-1)?.text).toMatch(
        /"latest:1\.11".*write a constraint, for example ~> 1\.11\.0/,
      );
    },
  );

  rare(
    "two places with contradicting versions: both are named, and no request is sent",
    async () => {
      writeFileSync(path.join(directory, ".terraform-version"), "1.9.8\n");
      const requests = mirror.requests.length;
      const run = await setup();
      expect(run.outputs["failure-reason"]).toBe("version-conflict");
      expect(run.annotations.at(-1)?.text).toMatch(
        /\.terraform-version demands 1\.9\.8, but required_version in main\.tf demands >= 1\.10/,
      );
      expect(mirror.requests).toHaveLength(requests);
    },
  );

  rare("a version in another notation means the published version", async () => {
    expect((await setup({ version: "v01.011.4.0" })).outputs["tool-version"]).toBe("1.11.4");
  });

  rare.each(["1.11.4-beta_1", "1.11.99999999999999999999", "ref:v1.9.8", "one"])(
    "%s is refused as an input",
    async (version) => {
      const run = await setup({ version });
      expect(run.outputs["failure-reason"]).toBe("invalid-input");
      expect(run.annotations.at(-1)?.text).toMatch(
        /^version: ".+" is not valid.*Expected a version or constraint/,
      );
    },
  );

  test("with a checksum, neither PATH nor the tool cache is used: they cannot be checked", async () => {
    await setup({ version: "1.11.4" });
    const wrong = { version: "1.11.4", checksum: "0".repeat(64) };
    const run = await usingPath(wrong, "1.11.4");
    expect(run.outputs["failure-reason"]).toBe("checksum-mismatch");
    const right = {
      ...wrong,
      checksum: sha256(release("1.11.4").bytes),
      "fallback-to-path": "true",
    };
    expect(toolOf(await setup(right))).toStrictEqual([0, "1.11.4", "false"]);
  });
});

describe("an untrusted download is refused, and none of it is cached", () => {
  test.each([
    [
      "another checksum (H-E 35)",
      "checksum-mismatch",
      "/1.11.4/terraform_1.11.4_SHA256SUMS",
      { status: 200, body: `${"1".repeat(64)}  terraform_1.11.4_${SYSTEM}.zip\n` },
    ],
    [
      "no checksum of exactly this name (H-E 38)",
      "checksum-mismatch",
      "/1.11.4/terraform_1.11.4_SHA256SUMS",
      { status: 200, body: `${"1".repeat(64)}  x_terraform_1.11.4_${SYSTEM}.zip\n` },
    ],
    [
      "no list of checksums (H-E 36)",
      "download-failed",
      "/1.11.4/terraform_1.11.4_SHA256SUMS",
      { status: 404, body: "" },
    ],
    [
      "a list of versions that is malformed",
      "download-failed",
      "/index.json",
      { status: 200, body: "<html>" },
    ],
  ])("%s", async (_, reason, file, reply) => {
    overrides.set(file, reply);
    const run = await setup();
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, reason]);
    expect(run.annotations.at(-1)?.text).toContain("Fix: ");
    expect(() => readdirSync(path.join(directory, "tools"))).toThrow("ENOENT");
  });

  rare("a version that was never published", async () => {
    const run = await setup({ version: "~> 3.0" });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "no-such-version"]);
  });

  test("a mirror on another machine over plain http (H-E 41)", async () => {
    const run = await setup({ "mirror-url": "http://mirror.example.com" });
    expect([run.exitCode, run.outputs["failure-reason"]]).toStrictEqual([1, "invalid-input"]);
  });
});
