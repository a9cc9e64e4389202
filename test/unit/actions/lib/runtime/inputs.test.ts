import { describe, expect, test } from "@jest/globals";
import { ActionError } from "../../../../../actions/lib/runtime/errors.ts";
import { boolean, lines, oneOf, text } from "../../../../../actions/lib/runtime/input-types.ts";
import { readInputs } from "../../../../../actions/lib/runtime/inputs.ts";
import type { Needed, RefusedInputs } from "../../../../../actions/lib/runtime/inputs.ts";

const INPUTS = {
  "state-bucket": { type: text("a bucket, for example my-state"), required: true, description: "" },
  lock: { type: oneOf("lockfile"), default: "lockfile", description: "" },
  init: { type: boolean, default: "true", description: "" },
  token: { type: text("a token"), default: "x", mayBeEmpty: true, description: "" },
  label: { type: text("a name, for example dev"), description: "" },
  targets: { type: lines("addresses"), description: "" },
} as const;

/** Reads inputs as the runner passes them: with the defaults of action.yml. */
const read = (given: Record<string, string>, needed?: () => Needed<typeof INPUTS>) =>
  readInputs(INPUTS, needed, (name) => ({ lock: "lockfile", init: "true", ...given })[name] ?? "");

describe("readInputs", () => {
  test("returns typed values with names in camel case", () => {
    expect(read({ "state-bucket": "b", targets: "a\nb" })).toStrictEqual({
      stateBucket: "b",
      lock: "lockfile",
      init: true,
      token: undefined,
      label: undefined,
      targets: ["a", "b"],
    });
  });

  test("gives an optional input the empty value of its type", () => {
    expect(read({ "state-bucket": "b" }).targets).toStrictEqual([]);
  });

  test("reports one problem with the given and the expected value", () => {
    expect(() => read({ "state-bucket": "b", init: "maybe" })).toThrow(
      /^init: "maybe" is not valid\. Expected true or false\.$/,
    );
  });

  test("reports every problem at once", () => {
    const wrong = () => read({ lock: "dynamo", init: "" });
    expect(wrong).toThrow(ActionError);
    expect(wrong).toThrow(
      '3 inputs are not valid. state-bucket: nothing is given. Expected a bucket, for example my-state. lock: "dynamo" is not valid. Expected lockfile. init: nothing is given. Expected true or false.',
    );
  });

  test("reports an input that another input requires, together with other problems", () => {
    const needed = () => ({ label: "unless targets are given" });
    expect(() => read({ init: "maybe" }, needed)).toThrow(
      "label: nothing is given, but it is needed unless targets are given. Expected a name, for example dev.",
    );
    expect(read({ "state-bucket": "b", label: "dev" }, needed).label).toBe("dev");
  });

  test("reports a valid input that does not fit the others, together with other problems", () => {
    const needed = () => ({
      label: { problem: "it is of another account." },
      init: { problem: "no." },
    });
    expect(() => read({ label: "dev", init: "maybe" }, needed)).toThrow(
      /init: "maybe" is not valid.*label: it is of another account\.$/,
    );
  });

  test("reports several problems of one input, and counts them as one input", () => {
    const needed = () => ({ label: { problem: ["first.", "second."] } });
    expect(() => read({ "state-bucket": "b", label: "dev", init: "maybe" }, needed)).toThrow(
      /^2 inputs are not valid\. init: .* label: first\. label: second\.$/,
    );
  });

  test("returns the accepted inputs; reading a refused input throws", () => {
    let asked: boolean[] = [];
    const needed: Parameters<typeof readInputs<typeof INPUTS>>[1] = (_, isRefused) => {
      asked = [isRefused("init"), isRefused("lock")];
      return {};
    };
    let refused: unknown;
    try {
      readInputs(
        INPUTS,
        needed,
        (name) => ({ "state-bucket": "b", lock: "lockfile", init: "maybe" })[name] ?? "",
      );
    } catch (error) {
      refused = error;
    }
    const { accepted } = refused as RefusedInputs;
    expect([accepted["stateBucket"], accepted["lock"], accepted["label"]]).toStrictEqual([
      "b",
      "lockfile",
      undefined,
    ]);
    expect(() => accepted["init"]).toThrow("the input init was not accepted");
    expect(asked).toStrictEqual([true, false]);
  });

  test("shortens a long value to one line", () => {
    expect(() => read({ "state-bucket": "b", init: `a\n${"b".repeat(200)}` })).toThrow(
      /"a b{75}\.\.\." is not valid/,
    );
  });
});
