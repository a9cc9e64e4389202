import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { shellWord } from "../../../../../actions/lib/text/shell.ts";
import fc from "../../../../support/fast-check.ts";

test.each([
  ["s3://states/env:/blue/dev.tfstate", "s3://states/env:/blue/dev.tfstate"],
  ["s3://states/it's.tflock", "'s3://states/it'\\''s.tflock'"],
  ["env:/$HOME", "'env:/$HOME'"],
  ['{"LockID":1}', `'{"LockID":1}'`],
  ["our infra", "'our infra'"],
  ["~user", "'~user'"],
  ["", "''"],
])("writes %j as %s", (text, expected) => {
  expect(shellWord(text)).toBe(expected);
});

test("a shell reads any word back unchanged", () => {
  const text = fc.string({ unit: "grapheme" }).filter((word) => !word.includes("\0"));
  fc.assert(
    fc.property(text, (word) => {
      const command = `printf '%s' ${shellWord(word)}`;
      expect(execFileSync("sh", ["-c", command], { encoding: "utf8" })).toBe(word);
    }),
    { numRuns: 30 },
  );
});
