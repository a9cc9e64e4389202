import { describe, expect, test } from "@jest/globals";
import { compareRecording, compareSides } from "../../../rehearsal/compare.ts";
import { differingPaths, toJson, type Json } from "../../../rehearsal/json.ts";
import { service } from "../../../rehearsal/service.ts";
import { conforms, describeFindings } from "../../../rehearsal/table.ts";

const answers = (values: Record<string, Json>): Map<string, Json> =>
  new Map(Object.entries(values));

// A comparison that finds nothing looks like one that compared nothing. These tests cover the ways to pass silently.
describe("a finding", () => {
  const compare = (ours: Json, theirs: Json, differences: Record<string, string> = {}) =>
    compareSides({ cases: ["a"], differences }, answers({ a: ours }), answers({ a: theirs }))
      .findings;

  test.each([
    ["is not made for equal answers", "1", "1", {}, []],
    ["is not made for an explained difference", "1", "2", { a: "they round" }, []],
    ["is made for a difference without a reason", "1", "2", {}, [/gives no reason/]],
    [
      "is made for a reason although the answers are equal",
      "1",
      "1",
      { a: "they round" },
      [/no longer differs/],
    ],
    ["is made for a missing answer", null, "1", {}, [/gives no reason/]],
  ])("%s", (_name, ours, theirs, differences, expected) => {
    expect(compare(ours, theirs, differences).map(({ problem }) => problem)).toStrictEqual(
      expected.map((problem) => expect.stringMatching(problem)),
    );
  });

  test("is made for a recording that is outdated, is missing, or has no case", () => {
    const recorded = answers({ same: 1, moved: { status: 200 }, gone: 1 });
    const live = answers({ same: 1, moved: { status: 412 }, fresh: 1 });
    const findings = compareRecording(
      { name: "s3", cases: ["same", "moved", "fresh"] },
      recorded,
      live,
    );
    expect(findings.map((one) => [one.case, one.problem, ...one.paths])).toStrictEqual([
      [
        "moved",
        "the recording is outdated: npm run record -- --only s3",
        "status: recorded 200, live 412",
      ],
      ["fresh", "has no recording: npm run record -- --only s3"],
      ["gone", "recorded, but not a case: npm run record -- --only s3"],
    ]);
  });

  test("is in the last lines with the paths that differ; a failed service counts as a finding, a skipped one does not", () => {
    const findings = compare({ status: 200, tags: ["a"] }, { status: 412, tags: ["a", "b"] });
    const outcomes = [
      { name: "ecr", skipped: "moto is not installed" },
      { name: "s3", results: [], findings },
      { name: "sts", failed: "moto ended" },
    ];
    expect(describeFindings(outcomes)).toStrictEqual([
      'FAILED s3, "a": differs, and differences.ts gives no reason',
      "  status: ours 200, theirs 412",
      '  tags.1: ours nothing, theirs "b"',
      "FAILED sts: moto ended",
      "2 findings",
    ]);
    expect(outcomes.map((outcome) => conforms([outcome]))).toStrictEqual([true, false, false]);
  });
});

describe("observations", () => {
  const stop = () => Promise.resolve();
  const side = () => Promise.resolve({ client: {}, stop });
  const oracle = (run: () => unknown, differences = {}) =>
    service({
      name: "oracle",
      engines: [],
      differences,
      ours: side,
      theirs: side,
      cases: [{ name: "a", run: () => Promise.resolve().then(run) }],
    });

  test("a case that throws is an observation; a reason without a case is refused", async () => {
    const thrown = await oracle(() => {
      throw new RangeError("no answer");
    }).observeOurs();
    expect(thrown.get("a")).toStrictEqual({ threw: "RangeError: no answer" });
    expect(() => oracle(() => 1, { b: "typo" })).toThrow("differences of no case: b");
  });

  test.each([[new Map([["a", 1]])], [Buffer.from("a")], [Number.NaN], [() => 1]])(
    "%p is refused, because JSON would lose it",
    (value) => {
      expect(() => toJson({ value })).toThrow("must be JSON");
    },
  );

  test("differing paths name the smallest parts, and nothing for equal values", () => {
    const one = { list: [{ a: 1 }], kind: "x", same: { deep: [1, 2] } };
    expect(differingPaths(one, structuredClone(one))).toStrictEqual([]);
    expect(
      differingPaths(one, { ...one, list: [{ a: 2 }, null], kind: ["x"] }).map(({ path }) => path),
    ).toStrictEqual(["list.0.a", "list.1", "kind"]);
  });
});
