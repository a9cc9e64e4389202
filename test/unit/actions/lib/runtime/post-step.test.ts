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
  delete process.env["STATE_cancelledAt"];
});

/** Creates a private folder with a file, and with operations that differ from an ended operation as given. */
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
  test("has nothing to do if the main step left no private folder", () => {
    process.env["STATE_temporaryDirectory"] = path.join(directory, "none");
    expect(endPostStep()).toBe(true);
    delete process.env["STATE_temporaryDirectory"];
    expect(endPostStep()).toBe(true);
  });

  test("only removes the private folder if all operations have ended", () => {
    const folder = leave(ENDED, { ...ENDED, purpose: "docker buildx build" });
    expect(endPostStep()).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  test("only removes the private folder if the main step saw the end of an apply and saved its state", () => {
    const folder = leave({ purpose: "terraform apply", directory });
    expect(endPostStep()).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  test.each(["terraform apply", "tofu apply", "terraform apply (destroy)"])(
    "runs the action's cleanup for a cancelled %s, because its report may be missing",
    (purpose) => {
      process.env["STATE_cancelledAt"] = "1700000000000";
      const folder = leave({ purpose, directory });
      expect(endPostStep()).toBe(false);
      expect(existsSync(folder)).toBe(true);
    },
  );

  test("runs the action's cleanup for an apply that could not save its state", () => {
    const workspace = mkdtempSync(path.join(directory, "workspace-"));
    writeFileSync(path.join(workspace, "errored.tfstate"), "{}");
    const folder = leave({ purpose: "terraform apply", directory: workspace });
    expect(endPostStep()).toBe(false);
    expect(existsSync(folder)).toBe(true);
  });

  test.each<[string, Partial<Operation>]>([
    ["a command that the main step did not see end", { ended: false }],
    ["a process that a command left running in its group", { process: identify(process.pid) }],
  ])("runs the action's cleanup for %s", (_, operation) => {
    const folder = leave(operation);
    expect(endPostStep()).toBe(false);
    expect(existsSync(folder)).toBe(true);
  });

  test("runs the action's cleanup if the main step holds something for the job", () => {
    const folder = leave();
    writeFileSync(path.join(folder, HELD), "{}");
    expect(endPostStep()).toBe(false);
    expect(existsSync(path.join(folder, HELD))).toBe(true);
  });
});
