import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { identify } from "../../../../../actions/lib/process/identity.ts";
import { operationFolder, recordOperation } from "../../../../../actions/lib/process/operation.ts";
import type { Operation } from "../../../../../actions/lib/process/operation.ts";
import { HELD } from "../../../../../actions/lib/runtime/kept.ts";
import { endPostStep } from "../../../../../actions/lib/runtime/post-step.ts";
import { useFolder } from "../../../../support/use-folder.ts";

const directory = useFolder();
afterEach(() => {
  delete process.env["STATE_temporaryDirectory"];
});

/** A private folder with a file, and with operations that differ from one that has ended. */
function leave(...operations: Partial<Operation>[]): string {
  const folder = mkdtempSync(path.join(directory, "private-"));
  writeFileSync(path.join(folder, "secrets.json"), "[]");
  for (const operation of operations)
    recordOperation(operationFolder(folder), { ...ENDED, ...operation });
  process.env["STATE_temporaryDirectory"] = folder;
  return folder;
}

const output = { file: "stdout", shown: 0 };
const ENDED: Operation = {
  purpose: "terraform plan",
  directory: "/",
  process: { pid: 2 ** 30, startTime: "1" },
  stdout: output,
  stderr: output,
  startedAt: 0,
  interrupted: false,
  ended: true,
};

describe("a post step", () => {
  test("has nothing to do for a main step that left no private folder", () => {
    process.env["STATE_temporaryDirectory"] = path.join(directory, "none");
    expect(endPostStep()).toBe(true);
    delete process.env["STATE_temporaryDirectory"];
    expect(endPostStep()).toBe(true);
  });

  test("only removes the private folder when all that was started has ended", () => {
    const folder = leave(ENDED, { ...ENDED, purpose: "docker buildx build" });
    expect(endPostStep()).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  test.each<[string, Partial<Operation>]>([
    ["a command whose end the main step has not seen", { ended: false }],
    ["an apply, whose state or report may be missing", { purpose: "terraform apply" }],
    ["an apply of OpenTofu", { purpose: "tofu apply" }],
    ["what a command has left running in its group", { process: identify(process.pid) }],
  ])("is for the action: %s", (_, operation) => {
    const folder = leave(operation);
    expect(endPostStep()).toBe(false);
    expect(existsSync(folder)).toBe(true);
  });

  test("is for the action when the main step holds something for the whole job", () => {
    const folder = leave();
    writeFileSync(path.join(folder, HELD), "{}");
    expect(endPostStep()).toBe(false);
    expect(existsSync(path.join(folder, HELD))).toBe(true);
  });
});
