import { describe, expect, it } from "@jest/globals";
import {
  parsePathCommand,
  readFileCommands,
} from "../../../../../rehearsal/runner/commands/file.ts";

// Lines, blocks and blank lines are compared with act too: outputs-*.yml, env-file*.yml.
describe("must not be lost: file commands", () => {
  it.each<[name: string, text: string, expected: [name: string, value: string][]]>([
    ["a line with = before << is a plain line", "a=x<<y\n", [["a", "x<<y"]]],
    ["a block", "a<<E\nx=\ny\nE\n", [["a", "x=\ny"]]],
    ["an empty block", "a<<E\nE\n", [["a", ""]]],
    ["a line that holds the delimiter does not end it", "a<<E\nE \n E\nE\n", [["a", "E \n E"]]],
    ["the delimiter may end the file without a line break", "a<<E\nx\nE", [["a", "x"]]],
    ["a carriage return stays in the value (E52)", "a=1\r\n", [["a", "1\r"]]],
    ["a delimiter with = in it", "a<<E=F\nx\nE=F\n", [["a", "x"]]],
    ["names are not trimmed", " a =1\n", [[" a ", "1"]]],
    ["a line without a name is passed on, and its reader decides", "=1\n", [["", "1"]]],
    ["a byte order mark is not part of a name", "\uFEFFa=1\n", [["a", "1"]]],
    ["an empty file", "", []],
  ])("%s", (_, text, expected) => {
    expect([...readFileCommands(text)]).toStrictEqual(expected);
  });

  it.each([
    ["a\n", "Invalid format 'a'"],
    ["<<E\nE\n", "Name must not be empty and delimiter must not be empty"],
    ["a<<\nx\n", "Name must not be empty and delimiter must not be empty"],
    ["a<<E\nx\n", "Matching delimiter not found 'E'"],
    ["a<<E\nx\nE\r\n", "Matching delimiter not found 'E'"],
    ["a<<E\nx", "EOF marker missing new line"],
    ["a<<E", "Matching delimiter not found 'E'"],
  ])("refuses %j", (text, message) => {
    expect(() => [...readFileCommands(text)]).toThrow(message);
  });
});

it("gives the values before a line that cannot be read", () => {
  const commands = readFileCommands("a=1\nnonsense\nb=2\n");
  expect(commands.next().value).toStrictEqual(["a", "1"]);
  expect(() => commands.next()).toThrow("Invalid format 'nonsense'");
});

it("reads paths line by line", () => {
  expect(parsePathCommand("/a\r\n\n/b c\n")).toStrictEqual(["/a", "/b c"]);
});
