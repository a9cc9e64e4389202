import { expect, test } from "@jest/globals";
import { groupDiagnostics } from "../../../../../actions/lib/terraform/diagnostic-groups.ts";
import { error } from "./diagnostics.ts";

test("diagnostics with the same words are one group, with each of their places once (P-E 30)", () => {
  const warning = error("deprecated", { severity: "warning" });
  const at = (line: number) => ({ ...warning, file: "main.tf", line });
  const found = groupDiagnostics([at(1), at(2), error("other"), at(1), error("deprecated")]);
  expect(found).toStrictEqual([
    { diagnostic: at(1), places: [at(1), at(2)], times: 3 },
    { diagnostic: error("other"), places: [error("other")], times: 1 },
    { diagnostic: error("deprecated"), places: [error("deprecated")], times: 1 },
  ]);
});

test("addresses and values distinguish places: instances of a block have the same line", () => {
  const failed = (more: object) => error("no", { file: "main.tf", line: 1, ...more });
  const errors = [
    failed({ address: 'a.b["x"]' }),
    failed({ address: 'a.b["y"]' }),
    failed({ values: ['each.key is "z"'] }),
  ];
  expect(groupDiagnostics(errors).map(({ places }) => places)).toStrictEqual([errors]);
});
