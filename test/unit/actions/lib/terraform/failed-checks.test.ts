import { expect, test } from "@jest/globals";
import type { Diagnostic } from "../../../../../actions/lib/terraform/events.ts";
import { failedChecksOf } from "../../../../../actions/lib/terraform/failed-checks.ts";

/** A failed check as Terraform 1.11 prints it during an apply. */
const failed = (name: string, detail: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: "warning",
  summary: "Check block assertion failed",
  detail,
  context: `check "${name}"`,
  file: "main.tf",
  line: 7,
  ...more,
});

test("returns the checks that fail after an apply, each message of a check once", () => {
  const all = [
    failed("open", "The shop is closed."),
    failed("inner", "No till.", { file: "modules/shop/main.tf" }),
    failed("inner", "No till.", { file: "modules/shop/main.tf" }),
    failed("open", "The shop has no door."),
  ];
  expect(failedChecksOf(all)).toStrictEqual([
    { name: "check.open", place: "main.tf:7", message: "The shop is closed.", times: 1 },
    { name: "check.inner", place: "modules/shop/main.tf:7", message: "No till.", times: 2 },
    { name: "check.open", place: "main.tf:7", message: "The shop has no door.", times: 1 },
  ]);
});

test("returns a failed check without the fields that the tool omits", () => {
  const bare: Diagnostic = {
    severity: "warning",
    summary: "Check block assertion failed",
    detail: "No.",
  };
  expect(failedChecksOf([bare])).toStrictEqual([
    { name: "check", place: "", message: "No.", times: 1 },
  ]);
});

test("other warnings and errors are not failed checks", () => {
  const others = [
    failed("open", "It is known after the apply.", {
      summary: "Check block assertion known after apply",
    }),
    failed("open", "No.", { severity: "error" }),
  ];
  expect(failedChecksOf(others)).toStrictEqual([]);
});
