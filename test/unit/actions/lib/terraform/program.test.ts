import { expect, test } from "@jest/globals";
import { commandsFor, programOf } from "../../../../../actions/lib/terraform/program.ts";

test("each tool has its program", () => {
  expect([programOf("terraform"), programOf("opentofu")]).toStrictEqual(["terraform", "tofu"]);
});

test("commands in backticks are for the tool of the run, and other words stay", () => {
  const advice = "run `terraform state pull`, then `terraform plan`; terraform/main.tf stays";
  expect(commandsFor("terraform", advice)).toBe(advice);
  expect(commandsFor("opentofu", advice)).toBe(
    "run `tofu state pull`, then `tofu plan`; terraform/main.tf stays",
  );
});
