import { expect, test } from "@jest/globals";
import { edgeCaseIdsIn, linesWithCodes } from "../../../scripts/edge-case-ids.ts";

test.each([
  ["a lock (P-E 44, H-E 13)", ["P-E 44", "H-E 13"]],
  ["K-E 78, 79: %s", ["K-E 78", "K-E 79"]],
  ["every cut (P-E 4 to 6, 36)", ["P-E 4", "P-E 5", "P-E 6", "P-E 36"]],
  ["I-E 36 and 37", ["I-E 36", "I-E 37"]],
  ["K-E 14, 2 replicas", ["K-E 14"]],
  ["GREP-E 3 and P-E without a number", []],
])("%s", (text, ids) => {
  expect(edgeCaseIdsIn(text)).toStrictEqual(ids);
});

test("codes are found in comments, not in code such as R2", () => {
  const source = ["/** Ready (K-E 74). */", "const R2 = 1;", "// Old pods (R10).", "// Ready."];
  expect(linesWithCodes(source.join("\n"))).toStrictEqual([
    "1: /** Ready (K-E 74). */",
    "3: // Old pods (R10).",
  ]);
});
