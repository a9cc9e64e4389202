import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { quoted } from "../../../../rehearsal/base/shell.ts";
import fc from "../../../support/fast-check.ts";

test.each([
  ["../shop", "../shop"],
  ["github:example-org/eks-pipeline#abc", "github:example-org/eks-pipeline#abc"],
  ['é "x" $(id) %s', `'é "x" $(id) %s'`],
  ["it's", "'it'\\''s'"],
  ["~user", "'~user'"],
  ["#1", "'#1'"],
  ["a b", "'a b'"],
  ["*", "'*'"],
  ["", "''"],
])("quotes %j as %s", (word, expected) => {
  expect(quoted(word)).toBe(expected);
});

test("a shell reads the quoted text back", () => {
  const words = fc.array(
    fc.string({ unit: "grapheme" }).filter((word) => !word.includes("\0")),
    {
      minLength: 1,
    },
  );
  fc.assert(
    fc.property(words, (all) => {
      const command = `printf '%s\\0' ${all.map(quoted).join(" ")}`;
      const output = execFileSync("sh", ["-c", command], { encoding: "utf8" });
      expect(output.split("\0").slice(0, -1)).toStrictEqual(all);
    }),
    { numRuns: 30 },
  );
});
