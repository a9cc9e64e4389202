import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { WorkflowCommands } from "../../../../../rehearsal/runner/commands/workflow.ts";
import { Redactor } from "../../../../../actions/lib/redact/redactor.ts";
import { createLog } from "../../../../../actions/lib/runtime/log.ts";

let written = "";
beforeEach(() => {
  written = "";
  jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

test("a secret that comes up while a tool prints is masked by the runner, never printed", async () => {
  const log = createLog(new Redactor());
  await log.withCommandsStopped((line) => {
    line("::add-mask::of-a-tool");
    log.setSecret("renewed-token");
    line("::error::of a tool");
    return Promise.resolve();
  });
  log.notice("after");
  const reader = new WorkflowCommands();
  const commands = written.split("\n").flatMap((line) => {
    const command = reader.read(line);
    return command === undefined ? [] : [`${command.name} ${command.data}`];
  });
  expect(commands.filter((command) => !/^(?:stop-commands|resume) /.test(command))).toStrictEqual([
    "add-mask renewed-token",
    "notice after",
  ]);
});
