import { expect, it } from "@jest/globals";
import type { ResourceChange } from "../../../../../actions/lib/terraform/plan-json.ts";
import { countsText } from "../../../../../actions/plan-and-comment/src/changes/counts.ts";
import { overviewOf } from "../../../../../actions/plan-and-comment/src/changes/overview.ts";
import { plan, resource } from "../report/plans.ts";

const data = (one: ResourceChange): ResourceChange => ({ ...one, mode: "data" });
const imported = (one: ResourceChange): ResourceChange => ({
  ...one,
  change: { ...one.change, importing: { id: "i" } },
});

// The counts as Terraform 1.11.4 prints them.
it.each<[string, ResourceChange[], string]>([
  ["a replacement", [resource("a", ["delete", "create"])], "1 to add, 0 to change, 1 to destroy"],
  [
    "a replacement that creates first",
    [resource("a", ["create", "delete"])],
    "1 to add, 0 to change, 1 to destroy",
  ],
  [
    "a replacement that forgets the old object",
    [resource("a", ["create", "forget"])],
    "1 to add, 0 to change, 0 to destroy",
  ],
  [
    "a move and a forgotten object",
    [{ ...resource("a", ["no-op"]), previous_address: "t.z" }, resource("b", ["forget"])],
    "0 to add, 0 to change, 0 to destroy",
  ],
  [
    "an import with an update (P-E 100)",
    [imported(resource("a", ["update"])), imported(resource("b", ["no-op"]))],
    "2 to import, 0 to add, 1 to change, 0 to destroy",
  ],
  [
    "reads, and data sources that are removed",
    [data(resource("a", ["read"])), data(resource("b", ["delete"]))],
    "0 to add, 0 to change, 0 to destroy",
  ],
])("%s", (_, changes, wanted) => {
  expect(countsText(overviewOf(plan({ resource_changes: changes })))).toBe(wanted);
});
