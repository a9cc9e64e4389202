import { expect, test } from "@jest/globals";
import { progressOf } from "../../../../../actions/lib/terraform/progress.ts";

const line = (type: string, addr: string) =>
  JSON.stringify({ "@message": type, type, hook: { resource: { addr }, action: "create" } });

test("tells what is live, what failed, and what was in flight", () => {
  const lines = [
    line("apply_start", "a"),
    line("apply_start", "b"),
    "not JSON",
    line("apply_complete", "a"),
    line("apply_start", "c"),
    line("apply_errored", "b"),
  ];
  expect(progressOf(lines)).toStrictEqual({ done: ["a"], failed: ["b"], inFlight: ["c"] });
});
