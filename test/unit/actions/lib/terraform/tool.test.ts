import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { findTool, readingEnvironment } from "../../../../../actions/lib/terraform/tool.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "tool-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Writes a program that answers `version -json` like the real tools, with -no-color as the only added argument. */
function program(name: string): void {
  const script = `#!/bin/sh
[ "$TF_CLI_ARGS$TF_CLI_ARGS_version" = -no-color ] || { echo "unknown flag"; exit 1; }
echo '{"terraform_version": "1.11.4"}'
`;
  writeFileSync(path.join(directory, name), script, { mode: 0o755 });
}

test("arguments that people add to every command do not reach commands whose output is parsed", async () => {
  program("terraform");
  const added = {
    TF_CLI_ARGS: "-compact-warnings",
    TF_CLI_ARGS_version: "-x",
    TF_CLI_ARGS_show: "-no-color",
    TF_CLI_ARGS_output: "-raw",
    TF_DATA_DIR: "data",
  };
  expect(readingEnvironment(added)).toStrictEqual({
    TF_DATA_DIR: "data",
    CHECKPOINT_DISABLE: "1",
    // The errors of these commands are shown to people.
    TF_CLI_ARGS: "-no-color",
  });
  const PATH = `${directory}:/usr/bin:/bin`;
  expect(await findTool(undefined, { PATH, ...added }, "terraform")).toMatchObject({
    name: "terraform",
    version: "1.11.4",
  });
});

test("refuses a program that is not the tool, and a missing program", async () => {
  writeFileSync(path.join(directory, "tofu"), "#!/bin/sh\necho 1.11\n", { mode: 0o755 });
  const PATH = `${directory}:/usr/bin:/bin`;
  await expect(findTool(undefined, { PATH }, "opentofu")).rejects.toMatchObject({
    reason: "tool-broken",
  });
  await expect(findTool("terraform-of-nobody", { PATH })).rejects.toMatchObject({
    reason: "tool-not-found",
  });
});
