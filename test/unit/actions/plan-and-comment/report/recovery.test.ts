import { expect, it, test } from "@jest/globals";
import type { Recovery } from "../../../../../actions/lib/terraform/recover.ts";
import { fit } from "../../../../../actions/plan-and-comment/src/report/fit.ts";
import { recoveryDocument } from "../../../../../actions/plan-and-comment/src/report/recovery.ts";
import { headOf } from "../../../../support/plan-comment.ts";

const NOTHING: Recovery = {
  interrupted: [],
  lock: undefined,
  rescue: undefined,
  error: undefined,
};
const NO_PROGRESS = { operations: 0, live: [], gone: [], failed: [], inFlight: [] };
const progress = {
  operations: 2,
  live: ["t.a", "t.b"],
  gone: [],
  failed: ["t.c"],
  inFlight: ["t.d"],
};
const redact = (text: string) => text.replaceAll("secret", "***");

const report = (recovery: Partial<Recovery>) =>
  fit(
    recoveryDocument(
      { head: headOf("", { what: "Apply" }), sections: [], foot: "<sub>foot</sub>" },
      7,
      { ...NOTHING, ...recovery },
      redact,
    ),
    10_000,
  );

it.each<[string, Partial<Recovery>, string[]]>([
  [
    "stopped when the runner did not wait any longer: says what is live and what may be live",
    { interrupted: [{ progress, ending: "forced" }], lock: { kind: "free" } },
    [
      "**Cancelled: applied 2 of 7 operations, 1 failed, 1 in flight when it was stopped.** What was applied is live.",
      "The lock of the state is free.",
      "may exist without being in the state",
      "#### 1 operation in flight\n\n- `t.d`",
      "#### 2 objects live\n\n- `t.a`\n\n- `t.b`",
    ],
  ],
  [
    "cancelled before the first change",
    { interrupted: [{ progress: NO_PROGRESS, ending: "ended" }] },
    ["**Cancelled: applied 0 of 7 operations.** Nothing of it is live."],
  ],
  [
    "cancelled while the only change failed: says that its object may exist",
    { interrupted: [{ progress: { ...NO_PROGRESS, failed: ["t.c"] }, ending: "ended" }] },
    ["**Cancelled: applied 0 of 7 operations, 1 failed.** What failed may exist"],
  ],
  [
    "cancelled after an object was destroyed",
    {
      interrupted: [
        { progress: { ...NO_PROGRESS, operations: 1, gone: ["t.e"] }, ending: "ended" },
      ],
    },
    [
      "**Cancelled: applied 1 of 7 operations.** What was destroyed is gone.",
      "#### 1 object destroyed\n\n- `t.e`",
    ],
  ],
  [
    "cancelled after objects were destroyed and created",
    {
      interrupted: [
        {
          progress: { ...NO_PROGRESS, operations: 3, live: ["t.a"], gone: ["t.e"] },
          ending: "ended",
        },
      ],
    },
    [
      "**Cancelled: applied 3 of 7 operations.** What was applied is live, what was destroyed is gone.",
    ],
  ],
  [
    "a lock that was not released",
    {
      lock: { kind: "left", lock: { who: "me secret", created: "now" } },
      error: new Error("the lock is held by me secret"),
    },
    [
      "The lock of the state was left, held by me \\*\\*\\* since now.",
      "❌ **the lock is held by me \\*\\*\\***",
    ],
  ],
  [
    "a state that was pushed",
    { rescue: { kind: "pushed", serial: 4 } },
    ["pushed afterwards, as serial 4: nothing is lost"],
  ],
  [
    "a state that is kept next to the real one",
    { rescue: { kind: "kept", address: "s3://b/errored/1-1/k", why: "denied" } },
    ["It is kept at `s3://b/errored/1-1/k`"],
  ],
  [
    "a state that is on the runner only",
    { rescue: { kind: "left", why: "no secret place" } },
    ["on the runner only: no \\*\\*\\* place"],
  ],
])("%s", (_, recovery, expected) => {
  const text = report(recovery);
  for (const part of expected) expect(text).toContain(part);
});

test("the report of the main step stays", () => {
  const text = report({ rescue: { kind: "pushed", serial: 4 } });
  expect(text).toMatch(/^### Apply · dev · `infra`\n\n/);
  expect(text).toMatch(/<sub>foot<\/sub>$/);
  expect(text).not.toContain("Cancelled");
});
