import { describe, expect, it, test } from "@jest/globals";
import type { Diagnostic } from "../../../../../actions/lib/terraform/events.ts";
import { failureOf, lockInfo } from "../../../../../actions/lib/terraform/failures.ts";

const error = (summary: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: "error",
  summary,
  detail: "",
  ...more,
});

const LOCKED = `Error message: operation error S3: PutObject, https response error StatusCode: 412
Lock Info:
  ID:        5f8f1c5e-1c1c-4b0e-8a5d-0a1f2b3c4d5e
  Path:      bucket/key
  Operation: OperationTypeApply
  Who:       runner@host-7
  Version:   1.11.4
  Created:   2026-11-21 08:00:00.1 +0000 UTC
  Info:      
`;

describe("failureOf", () => {
  it.each([
    ["Error acquiring the state lock", LOCKED, "state-locked", /held by runner@host-7 since 2026/],
    [
      "Error acquiring the state lock",
      "operation error S3: PutObject, https response error StatusCode: 403, api error AccessDenied",
      "access-denied",
      /acquiring the state lock$/,
    ],
    [
      "Error acquiring the state lock",
      "operation error S3: PutObject, https response error StatusCode: 409, ConditionalRequestConflict",
      "state-locked",
      /held by unknown/,
    ],
    ["Saved plan is stale", "", "plan-stale", /stale/],
    ["Failed to save state", "", "state-not-saved", /save state/],
    ['Backend initialization required, please run "terraform init"', "", "not-initialized", /init/],
    ["No value for required variable", "", "variable-missing", /required variable/],
    ["reading EC2 VPC: ExpiredToken: gone", "", "credentials-expired", /Expired/],
    ["creating VPC: UnauthorizedOperation: no", "", "access-denied", /Unauthorized/],
    ["something new", "", "plan-failed", /something new/],
  ])("%s", (summary, detail, reason, message) => {
    const failure = failureOf("plan", [error(summary, { detail })], "");
    expect(failure.reason).toBe(reason);
    expect(failure.message).toMatch(message);
    expect(failure.fix).toMatch(/\S/);
  });

  test("names the resource, the place and how many more", () => {
    const first = error("boom", { address: "a.b", file: "main.tf", line: 7 });
    const failure = failureOf(
      "apply",
      [error("w", { severity: "warning" }), first, error("x")],
      "",
    );
    expect(failure.message).toBe("terraform apply failed: a.b: boom (main.tf:7), and 1 more");
  });

  test("without a diagnostic tells the first line of the evidence (P-E 61)", () => {
    expect(failureOf("plan", [], "\npanic: nil\ngoroutine 1").message).toBe(
      "terraform plan failed: panic: nil",
    );
  });
});

test("lockInfo leaves out what is not there", () => {
  expect(lockInfo("nothing")).toStrictEqual({});
  expect(lockInfo(LOCKED).id).toBe("5f8f1c5e-1c1c-4b0e-8a5d-0a1f2b3c4d5e");
});
