import { describe, expect, test } from "@jest/globals";
import {
  lineOf,
  patternsOf,
  readSource,
  variablesIn,
  wordAbove,
} from "../../../../../actions/build-push-ecr/src/docker/instruction.ts";
import fc from "../../../../support/fast-check.ts";

test.each([
  ["COPY --from=build /out /app", "build"],
  ["COPY --chmod=755 --from=node:24 /a /b", "node:24"],
  ["COPY from=build /app", undefined],
  ["ADD --from=build /a /b", undefined],
  ["RUN --mount=type=bind,from=deps,target=/d make", "deps"],
  ["RUN --mount=type=cache,target=/c make", undefined],
])("%s takes its files from %s", (instruction, source) => {
  expect(readSource(instruction, "")).toBe(source);
});

test.each([
  ["--mount=type=bind,from=a,source=/x,target=/1 --mount=from=b,src=y,target=/2", "b"],
  ["--mount=from=a,target=/1 --mount=from=b,target=/2", undefined],
])("of several mounts, the one with the path of the error counts: %s: %s", (mounts, source) => {
  expect(readSource(`RUN ${mounts} make`, 'failed: "/y": not found')).toBe(source);
});

test("patternsOf returns the words with a wildcard", () => {
  expect(patternsOf('COPY --from=b ["dist/*.js", "a.txt", "x?[0-9]", "/app"]')).toStrictEqual([
    "dist/*.js",
    "x?[0-9]",
  ]);
});

test("variablesIn finds variables with and without braces", () => {
  expect(variablesIn("FROM ${A:-}/$B:x")).toStrictEqual(["A", "B"]);
});

describe("lineOf", () => {
  const dockerfile = "ARG A=1\r\nFROM scratch\nadd  http://h/$A \\\n  /x\nADD b /x\nRUN c\nRUN c\n";
  test.each([
    ["ADD http://h/1 /x", 3],
    ["ADD b /x", 5],
    ["ADD other /x", undefined],
    // Two lines match.
    ["RUN c", undefined],
  ])("%s is on line %s", (instruction, line) => {
    expect(lineOf(dockerfile, instruction)).toBe(line);
  });

  test("property: finds the line whatever the values of its variables are", () => {
    const value = fc.string({
      unit: fc.constantFrom("a", "b", "/", ".", ":", "-", "1"),
      maxLength: 8,
    });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const text = "FROM scratch\nADD --checksum=${SUM} http://$HOST/x /y\n";
        expect(lineOf(text, `ADD --checksum=${a} http://${b}/x /y`)).toBe(2);
      }),
    );
  });
});

test.each([
  ["COPY ../lib /lib", '"/lib": not found', "../lib"],
  ["COPY --chown=a a/../../lib/ /lib", '"/lib": not found', "a/../../lib/"],
  ['ADD ["./../../a b", "/x"]', '"/a b": not found', "./../../a b"],
  ["COPY ../*.json ./", "lstat /*.json: no such file or directory", "../*.json"],
  // What is missing is another word, or the context has it under another name.
  ["COPY lib ../lib/x", '"/lib": not found', undefined],
  ["COPY a/../lib /lib", '"/lib": not found', undefined],
  ["COPY ../lib /lib", "no space left on device", undefined],
  ["RUN cat ../lib", '"/lib": not found', undefined],
])("the word of %j above the context, after %j", (instruction, error, word) => {
  expect(wordAbove(instruction, error)).toBe(word);
});
