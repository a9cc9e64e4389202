import { expect, test } from "@jest/globals";
import { Redactor } from "../../../../actions/lib/redact/redactor.ts";
import type { Job } from "../../../../actions/lib/runtime/job.ts";
import { outputsBefore } from "../../../../actions/plan-and-comment/src/outputs.ts";

test("outputs-json leaves out sensitive outputs, and outputs that contain a registered secret", () => {
  const notices: string[] = [];
  const redactor = new Redactor();
  redactor.add("hunter2");
  const job = { redactor, log: { notice: (text: string) => void notices.push(text) } };
  const outputs = {
    open: { value: { a: [1, "x"] }, sensitive: false },
    // This output is sensitive, but its value is not registered as a secret.
    sensitive: { value: "unknown", sensitive: true },
    copy: { value: { nested: JSON.stringify({ a: "hunter2" }) }, sensitive: false },
  };
  const plan = { format_version: "1.2", prior_state: { values: { outputs } } };
  expect(outputsBefore(plan, job as unknown as Job)).toBe('{"open": {"a": [1, "x"]}}');
  expect(notices).toStrictEqual(["output copy contains a secret and is left out of outputs-json"]);
});

test("outputs-json leaves out an output that becomes sensitive, even if its value is too short to be registered", () => {
  const job = { redactor: new Redactor(), log: { notice: () => undefined } };
  const outputs = {
    pin: { value: 482913, sensitive: false },
    port: { value: 80, sensitive: false },
  };
  const change = (sensitive: boolean) => ({
    actions: ["update"],
    before_sensitive: false,
    after_sensitive: sensitive,
  });
  const plan = {
    format_version: "1.2",
    prior_state: { values: { outputs } },
    output_changes: { pin: change(true), port: change(false) },
  };
  expect(outputsBefore(plan, job as unknown as Job)).toBe('{"port": 80}');
});
