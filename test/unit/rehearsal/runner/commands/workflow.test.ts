import { describe, expect, it } from "@jest/globals";
import {
  WorkflowCommands,
  type WorkflowCommand,
} from "../../../../../rehearsal/runner/commands/workflow.ts";

const command = (name: string, data = "", properties: Record<string, string> = {}) =>
  ({ name, properties, data }) satisfies WorkflowCommand;

/** Returns every command in an output, in order. */
function readAll(output: string): WorkflowCommand[] {
  const commands = new WorkflowCommands();
  return output.split("\n").flatMap((line) => commands.read(line) ?? []);
}

describe("must not be lost: workflow commands", () => {
  it.each<[line: string, expected: WorkflowCommand[]]>([
    ["::error::boom", [command("error", "boom")]],
    ["  ::Error::boom", [command("error", "boom")]],
    ["\u0085\u2003::error::boom", [command("error", "boom")]],
    ["\ufeff::error::boom", []],
    [
      "::error file=a.ts,line=3,col=5,title=A%2C B%3A C::x%0Ay%25",
      [command("error", "x\ny%", { file: "a.ts", line: "3", col: "5", title: "A, B: C" })],
    ],
    ["::add-mask::a%250A", [command("add-mask", "a%0A")]],
    ["text ::error::boom", []],
    ["::unknown::x", []],
    ["::error:: a::b", [command("error", " a::b")]],
    ["::error boom", []],
    ["::warning line=::x", [command("warning", "x")]],
    ["text ##[error]boom%5D", [command("error", "boom]")]],
    ["##[set-output name=a;]b%3B", [command("set-output", "b;", { name: "a" })]],
    ["::group::a", [command("group", "a")]],
    ["::endgroup::", [command("endgroup")]],
  ])("%s", (line, expected) => {
    expect(readAll(line)).toStrictEqual(expected);
  });

  it("finds no commands between stop-commands and its token (E47)", () => {
    const output = "::stop-commands::T0ken\n::error::no\n##[error]no\n::t0ken::\n::error::yes";
    expect(readAll(output).map(({ name, data }) => [name, data])).toStrictEqual([
      ["stop-commands", "T0ken"],
      ["resume", ""],
      ["error", "yes"],
    ]);
  });

  it.each(["", "warning", "pause-logging"])("refuses the stop token %j", (token) => {
    expect(() => new WorkflowCommands().read(`::stop-commands::${token}`)).toThrow(
      /Invalid stop token/,
    );
  });
});
