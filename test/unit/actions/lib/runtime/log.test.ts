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
afterEach(() => void jest.restoreAllMocks());

test("P-E 36: text and titles of annotations are redacted first, then escaped", () => {
  const redactor = new Redactor();
  redactor.add("100%, of:it");
  const log = createLog(redactor);
  for (const level of ["notice", "warning", "error"] as const)
    log[level]("text 100%, of:it", { title: "title 100%, of:it", file: "main.tf", startLine: 3 });
  log.info("info 100%, of:it");
  log.debug("debug 100%, of:it");
  expect(written.split("\n")).toStrictEqual([
    ...["notice", "warning", "error"].map(
      (level) => `::${level} title=title ***,file=main.tf,line=3::text ***`,
    ),
    "info ***",
    "::debug::debug ***",
    "",
  ]);
});

test("a line that looks like a command of the runner is printed as text", () => {
  const log = createLog(new Redactor());
  log.info("::set-output name=x::y\n  ::error::of a provider\n##[group]z");
  expect(written).toBe(
    "\u200b::set-output name=x::y\n  \u200b::error::of a provider\n#\u200b#[group]z\n",
  );
});

test.each(["", " ", "\t\u00a0", "\u0085", "\u2003\u0085 ", "text\r", "text\r\u0085"])(
  "the runner finds no command after %j",
  (before) => {
    createLog(new Redactor()).info(`${before}::error::of a provider`);
    const reader = new WorkflowCommands();
    const lines = written.split(/\r\n?|\n/);
    expect(lines.flatMap((line) => reader.read(line) ?? [])).toStrictEqual([]);
  },
);

test("a secret that appears while a tool prints is masked by the runner, and never printed", async () => {
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
