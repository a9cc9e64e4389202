import { describe, expect, test } from "@jest/globals";
import { applyArguments, planArguments } from "../../../../../actions/lib/terraform/arguments.ts";

describe("arguments", () => {
  test("a plain plan", () => {
    expect(planArguments({}, "f")).toStrictEqual([
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
      planArguments(
        {
          variableFiles: ["a b.tfvars"],
          targets: [address],
          replace: ["c.d"],
          destroy: true,
          refresh: false,
          parallelism: 3,
          lockTimeout: 1500,
          extra: ["-compact-warnings"],
        },
        "f",
      ).slice(4),
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
