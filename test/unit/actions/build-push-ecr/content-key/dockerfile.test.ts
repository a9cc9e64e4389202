import { describe, expect, test } from "@jest/globals";
import { readDockerfile } from "../../../../../actions/build-push-ecr/src/content-key/dockerfile.ts";
import { NotComparable } from "../../../../../actions/build-push-ecr/src/content-key/not-comparable.ts";

const keywords = (text: string) => readDockerfile(text).instructions.map(({ keyword }) => keyword);

describe("readDockerfile", () => {
  test("joins continued lines, and drops comments and empty lines between them", () => {
    const text = "# c\n\nfrom a \\\n  # inside\n\n  as b\nRUN x \\  \n && y\r\nCOPY a b";
    expect(readDockerfile(text).instructions).toStrictEqual([
      { keyword: "FROM", flags: [], rest: "a   as b" },
      { keyword: "RUN", flags: [], rest: "x  && y" },
      { keyword: "COPY", flags: [], rest: "a b" },
    ]);
  });

  test("reads the instruction of an ONBUILD as a later stage will", () => {
    const text = "FROM a AS b\nONBUILD copy --from=c / /\nONBUILD RUN <<EOF\nFROM x\nEOF\nFROM b";
    expect(keywords(text)).toStrictEqual(["FROM", "COPY", "RUN", "FROM"]);
    expect(readDockerfile(text).instructions[1]).toStrictEqual({
      keyword: "COPY",
      flags: [["from", "c"]],
      rest: "/ /",
    });
  });

  test.each([
    ["in quotes", 'RUN echo "a <<EOF b"\nFROM b\nRUN cat <<EOF\nx\nEOF', ["RUN", "FROM", "RUN"]],
    ["in single quotes", "RUN echo 'a <<EOF b'\nFROM b", ["RUN", "FROM"]],
    [
      "of a name in quotes",
      "RUN <<\"EOF\" <<-'TWO'\nFROM x\nEOF\nFROM y\n\tTWO\nFROM b",
      ["RUN", "FROM"],
    ],
    ["behind a word", "RUN cat<<EOF\nFROM b", ["RUN", "FROM"]],
  ])("the mark of a here-document %s", (_, text, expected) => {
    expect(keywords(text)).toStrictEqual(expected);
  });

  test("reads flags, also repeated flags and flags without a value", () => {
    const text =
      'RUN --mount=type=bind,from=a --mount=type=cache --network=none x --not=flag\nCOPY --link --from="b" . /';
    expect(readDockerfile(text).instructions).toStrictEqual([
      {
        keyword: "RUN",
        flags: [
          ["mount", "type=bind,from=a"],
          ["mount", "type=cache"],
          ["network", "none"],
        ],
        rest: "x --not=flag",
      },
      {
        keyword: "COPY",
        flags: [
          ["link", ""],
          ["from", "b"],
        ],
        rest: ". /",
      },
    ]);
  });

  test.each([
    ["RUN <<EOF\nFROM x\nEOF\nUSER a"],
    ['RUN cat <<"EOF" > /x\nFROM x\nEOF\nUSER a'],
    ["RUN <<-EOF\nFROM x\n\tEOF\nUSER a"],
    ["RUN <<A cat <<B\nFROM x\nA\nFROM y\nB\nUSER a"],
  ])("lines of a here-document are not instructions: %j", (text) => {
    expect(keywords(text)).toStrictEqual(["RUN", "USER"]);
  });

  test("refuses a here-document without an end", () => {
    expect(() => readDockerfile("RUN <<EOF\nFROM x")).toThrow(NotComparable);
  });

  test("an escaped escape character does not continue the line; the directive `escape` sets another character", () => {
    expect(keywords("RUN echo a\\\\\nUSER b")).toStrictEqual(["RUN", "USER"]);
    expect(keywords("# escape=`\nRUN a `\n b\nUSER c:\\\nEXPOSE 1")).toStrictEqual([
      "RUN",
      "USER",
      "EXPOSE",
    ]);
  });

  test.each([
    ["# syntax=docker/dockerfile:1\nFROM a", "docker/dockerfile:1"],
    ["#syntax = a/b:2 with words\nFROM a", "a/b:2"],
    ["#!/usr/bin/env x\n# SYNTAX=a\nFROM a", "a"],
    ["# check=skip=all\n# syntax=a\nFROM a", "a"],
    ["// syntax=a\nFROM a", "a"],
    ["# a comment\n# syntax=a\nFROM a", undefined],
    ["FROM a\n# syntax=a", undefined],
  ])("the frontend of %j is %s (I-E 63)", (text, syntax) => {
    expect(readDockerfile(text).syntax).toBe(syntax);
  });
});
