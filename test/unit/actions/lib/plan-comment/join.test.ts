import { describe, expect, it, test } from "@jest/globals";
import { isHeadNeeded, joinParts } from "../../../../../actions/lib/plan-comment/join.ts";
import { isNewer } from "../../../../../actions/lib/plan-comment/newer.ts";
import { partOf, statusOf } from "../../../../support/plan-comment.ts";

const [CURRENT, OLD] = ["a".repeat(40), "b".repeat(40)];
const texts = (...given: Parameters<typeof joinParts>) =>
  joinParts(...given).map(({ blocks, status }) => [blocks[0]?.text, status?.text]);

describe("two texts of one workspace", () => {
  it.each([
    ["the text of a later run", { runId: 8 }, { runId: 7, runAttempt: 9, at: 9 }],
    ["the text of a later attempt of the run (P-E 77)", { runAttempt: 2 }, { at: 9 }],
    ["the later text of an attempt", { at: 2 }, { at: 1 }],
    [
      "the text of a later run of a renamed workflow, whose run numbers start again,",
      { runId: 9_000_000_001 },
      { runId: 812 },
    ],
  ])("%s counts", (_, later, earlier) => {
    const [a, b] = [partOf("later", later), partOf("earlier", earlier)];
    expect([texts([a, b]), texts([b, a])]).toStrictEqual([
      [["later", undefined]],
      [["later", undefined]],
    ]);
  });

  it("the text about the current head counts, also from an older run", () => {
    const versions = [partOf("current", { head: CURRENT, runId: 5 }), partOf("old", { head: OLD })];
    expect(isHeadNeeded(versions)).toBe(true);
    expect(texts(versions, CURRENT)).toStrictEqual([["current", undefined]]);
    expect(texts(versions)).toStrictEqual([["old", undefined]]);
    expect(isHeadNeeded([partOf("a"), partOf("b", { directory: "kube", head: OLD })])).toBe(false);
  });

  it("the less shortened text counts if both are the same", () => {
    const whole = partOf("a long text");
    const cut = { ...whole, blocks: [{ ...whole.blocks[0]!, text: "a long" }] };
    expect(texts([cut, whole])).toStrictEqual([["a long text", undefined]]);
  });
});

test("a run is not newer than itself", () => {
  expect(isNewer(partOf("a"), partOf("b"))).toBe(false);
});

test("a part without a state joins the part of the first state; later it is a part of its own", () => {
  const before = partOf("before", { status: statusOf("applied", { runId: 9, state: "applied" }) });
  const after = partOf("after", { state: "s1", runId: 8 });
  expect(texts([before, after])).toStrictEqual([["after", "applied"]]);
  expect(texts([partOf("again without", { runId: 10 }), after])).toStrictEqual([
    ["again without", undefined],
    ["after", undefined],
  ]);
  expect(texts([after, partOf("other", { state: "s2" })])).toHaveLength(2);
});

test("the status of another run stays if an older run writes, and is replaced by a newer text (P-E 77)", () => {
  const planned = (text: string, runId: number) =>
    partOf(text, { runId, status: statusOf(`planned by ${runId}`, { runId }) });
  const applied = { ...planned("a", 7), status: statusOf("applied", { runId: 9 }) };
  expect(texts([applied, planned("late", 8)])).toStrictEqual([["late", "applied"]]);
  expect(texts([applied, planned("after", 10)])).toStrictEqual([["after", "planned by 10"]]);
  expect(texts([applied, partOf("without", { runId: 10 })])).toStrictEqual([
    ["without", undefined],
  ]);
});
