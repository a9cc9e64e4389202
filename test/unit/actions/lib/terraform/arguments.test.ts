import { describe, expect, test } from "@jest/globals";
import {
  applyArguments,
  ownArgument,
  planArguments,
  variableArgumentsIn,
} from "../../../../../actions/lib/terraform/arguments.ts";

describe("arguments", () => {
  test("returns the arguments of a plain plan", () => {
    expect(planArguments({}, "f")).toStrictEqual([
      "plan",
      "-json",
      "-no-color",
      "-input=false",
      "-detailed-exitcode",
      "-out=f",
    ]);
  });

  test("passes each value of all inputs as one argument (P-E 52, H-E 32)", () => {
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
      ).slice(5),
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

  test("an apply gets the saved plan, and nothing that could change it", () => {
    expect(applyArguments("f", { lockTimeout: 60_000, parallelism: 2 })).toStrictEqual([
      "apply",
      "-json",
      "-no-color",
      "-input=false",
      "-lock-timeout=60s",
      "-parallelism=2",
      "f",
    ]);
  });

  test("an apply gets the variables again that a plan does not contain", () => {
    expect(applyArguments("f", { variableArguments: ["-var-file=x y"] }).slice(4)).toStrictEqual([
      "-var-file=x y",
      "f",
    ]);
  });

  test("finds variables in every form among other arguments", () => {
    const argv = [
      "-var",
      "a=1\n2",
      "-refresh=false",
      "--var=b=-var",
      "-var-file",
      "c d",
      "-variant",
    ];
    expect(variableArgumentsIn([...argv, "--var-file=e", "-var"])).toStrictEqual([
      "-var",
      "a=1\n2",
      "--var=b=-var",
      "-var-file",
      "c d",
      "--var-file=e",
    ]);
  });

  test.each([
    ["-out=x", "-out"],
    ["--out", "-out"],
    ["-json=false", "-json"],
    ["-lock=false", "-lock"],
    ["--lock-timeout=1s", "-lock-timeout"],
    ["-detailed-exitcode", "-detailed-exitcode"],
    ["-input=true", "-input"],
    ["-destroy", "-destroy"],
    ["-state=other.tfstate", "-state"],
    ["-help", "-help"],
    ["-compact-warnings", undefined],
    ["-var=out=x", undefined],
    ["-target=a.out", undefined],
    ["-refresh-only", undefined],
    ["-constructor", undefined],
    ["out=x", undefined],
  ])("the action's own argument in %s is %s", (argument, name) => {
    expect(ownArgument(argument)?.name).toBe(name);
    if (name !== undefined) expect(ownArgument(argument)?.why).toMatch(/\w/);
  });
});
