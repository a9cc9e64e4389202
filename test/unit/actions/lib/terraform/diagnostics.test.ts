import { describe, expect, it, test } from "@jest/globals";
import { placeOf } from "../../../../../actions/lib/terraform/annotate.ts";
import { applyArguments, planArguments } from "../../../../../actions/lib/terraform/arguments.ts";
import {
  deduplicate,
  diagnosticsOf,
  parseEvent,
} from "../../../../../actions/lib/terraform/diagnostics.ts";
import type { Diagnostic } from "../../../../../actions/lib/terraform/diagnostics.ts";
import { failureOf, lockInfo } from "../../../../../actions/lib/terraform/failures.ts";

const error = (summary: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: "error",
  summary,
  detail: "",
  ...more,
});

describe("parseEvent", () => {
  test("a diagnostic has its resource, file and lines", () => {
    const line = JSON.stringify({
      "@message": "Error: no",
      type: "diagnostic",
      diagnostic: {
        severity: "error",
        summary: "no",
        detail: "really",
        address: "a.b",
        range: { filename: "main.tf", start: { line: 3 }, end: { line: 4 } },
      },
    });
    expect(diagnosticsOf([line])).toStrictEqual([
      {
        severity: "error",
        summary: "no",
        detail: "really",
        address: "a.b",
        file: "main.tf",
        line: 3,
        endLine: 4,
      },
    ]);
  });

  it.each(["", "[command]terraform", "{ not json", "{}", '{"type":"diagnostic"}', "::error::x"])(
    "%j is text",
    (line) => {
      expect(parseEvent(line)).toStrictEqual({ type: "text", message: line });
    },
  );
});

test("equal warnings come once (P-E 30)", () => {
  const warning = error("deprecated", { severity: "warning" });
  const found = deduplicate([warning, { ...warning, address: "c.d" }, error("other")]);
  expect(found.map(({ diagnostic, times }) => [diagnostic.summary, times])).toStrictEqual([
    ["deprecated", 2],
    ["other", 1],
  ]);
});

describe("placeOf", () => {
  it.each([
    ["main.tf", "terraform/web/main.tf"],
    ["../modules/x/main.tf", "terraform/modules/x/main.tf"],
    ["../../../elsewhere.tf", undefined],
    [undefined, undefined],
  ])("%s is annotated at %s", (file, wanted) => {
    const place = placeOf(error("x", file === undefined ? {} : { file }), "/r/terraform/web", "/r");
    expect(place.file).toBe(wanted);
  });
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

describe("arguments", () => {
  test("a plain plan", () => {
    expect(planArguments({ out: "f" })).toStrictEqual([
      "plan",
      "-json",
      "-input=false",
      "-detailed-exitcode",
      "-out=f",
    ]);
  });

  test("everything, each value one argument (P-E 52, H-E 32)", () => {
    const address = "a.b[\"x y, '$(z)'\"]";
    expect(
      planArguments({
        variableFiles: ["a b.tfvars"],
        targets: [address],
        replace: ["c.d"],
        destroy: true,
        refresh: false,
        parallelism: 3,
        lockTimeout: 1500,
        extra: ["-compact-warnings"],
        out: "f",
      }).slice(4),
    ).toStrictEqual([
      "-lock-timeout=2s",
      "-parallelism=3",
      "-destroy",
      "-refresh=false",
      `-target=${address}`,
      "-replace=c.d",
      "-var-file=a b.tfvars",
      "-out=f",
      "-compact-warnings",
    ]);
  });

  test("an apply takes the saved plan and nothing that could change it", () => {
    expect(applyArguments("f", { lockTimeout: 60_000, parallelism: 2 })).toStrictEqual([
      "apply",
      "-json",
      "-input=false",
      "-lock-timeout=60s",
      "-parallelism=2",
      "f",
    ]);
  });
});
