import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import type { Inputs } from "../../../../../actions/setup-terraform-backend/src/contract.ts";
import { provideTool } from "../../../../../actions/setup-terraform-backend/src/tool/provide.ts";
import type { VersionRequirement } from "../../../../../actions/setup-terraform-backend/src/tool/requirement.ts";
import { scriptTool } from "../../../../support/scripted-tool.ts";
import type { ScriptedTool } from "../../../../support/scripted-tool.ts";

let scripted: ScriptedTool | undefined;
afterEach(() => scripted?.remove());

/** Nothing listens on port 9 (discard). */
const INPUTS = {
  tool: "opentofu",
  fallbackToPath: true,
  mirrorUrl: "http://127.0.0.1:9/tofu",
} as Inputs;
const REQUIRED: VersionRequirement = {
  constraint: ">= 1.11",
  source: "required_version in main.tf",
  accepts: ({ segments }) => (segments[1] ?? 0n) >= 11n,
  corners: [],
};

/** Provides OpenTofu on a machine whose PATH has the given programs, each with its version. */
function provide(programs: Record<string, string>, inputs: Partial<Inputs> = {}) {
  scripted = scriptTool([]);
  const { job } = scripted.rootModule;
  const folder = path.join(job.temporaryDirectory, "bin");
  mkdirSync(folder);
  for (const [name, version] of Object.entries(programs)) {
    const program = path.join(folder, name);
    writeFileSync(program, `#!/bin/sh\necho '{"terraform_version": "${version}"}'\n`);
    chmodSync(program, 0o755);
  }
  const given = { ...INPUTS, ...inputs };
  return provideTool(given, [REQUIRED], { ...job, environment: { PATH: folder } });
}

const DOWNLOAD =
  "opentofu >= 1.11 (required_version in main.tf) is wanted, but http://127.0.0.1:9/tofu/";

test.each<[string, Record<string, string>, Partial<Inputs>, RegExp]>([
  ["that it has none", {}, {}, /, and tofu is not on the PATH of this job$/],
  [
    "that it has another version, and which",
    { tofu: "1.10.6" },
    {},
    /, and \S+\/tofu is opentofu 1\.10\.6, but required_version in main\.tf demands >= 1\.11$/,
  ],
  [
    "nothing if nobody looked there",
    { tofu: "1.10.6" },
    { fallbackToPath: false },
    /ECONNREFUSED[^,]*$/,
  ],
])("if the download fails, the error says of PATH %s", async (_, programs, inputs, ending) => {
  const error = await provide(programs, inputs).catch((one: unknown) => one);
  expect(error).toMatchObject({
    reason: "download-failed",
    message: expect.stringContaining(DOWNLOAD),
    fix: expect.stringMatching(/^let the runner reach .*give mirror-url, or install the tool/),
  });
  expect((error as Error).message).toMatch(ending);
});

test("the fix names the other tool if PATH has that one", async () => {
  await expect(provide({ terraform: "1.11.4" })).rejects.toMatchObject({
    message: expect.stringMatching(/, and tofu is not on the PATH of this job$/),
    fix: expect.stringMatching(/; or set the input tool to terraform: \S+ is terraform 1\.11\.4$/),
  });
});

test("a tool on PATH whose version fits is used", async () => {
  await expect(provide({ tofu: "1.11.1" })).resolves.toMatchObject({
    name: "opentofu",
    source: "PATH",
  });
});
