import { expect, test } from "@jest/globals";
import {
  appliedLine,
  continueLine,
  interruptedLine,
  notAppliedLine,
  overtakenLine,
  planCancelledLine,
  planFailedLine,
  plannedLine,
} from "../../../../../actions/plan-and-comment/src/status/lines.ts";
import { anyText } from "../../../../support/any-text.ts";
import { reportingRun, secondAttempt as again } from "../../../../support/reporting-run.ts";
import fc from "../../../../support/fast-check.ts";

const RUN = `<a href="https://github.example/o/r/actions/runs/9">run 9</a>`;
const AT = `2026-11-29 01:41 UTC`;

const base = (total: number, ...titles: string[]) => ({
  base: "main",
  total,
  hasOlderRelevant: false,
  relevant: titles.map((title, index) => ({ sha: `${index}`.repeat(40), title })),
});
const done = [
  { address: "x.a", action: "create" },
  { address: "x.b", action: "update" },
];
const failure = { message: "terraform apply failed: x.c: no more room (main.tf:12)" };
const ended = (change: object) => ({ done, failed: [], error: undefined, ...change });

test.each([
  [plannedLine(reportingRun, true), "planned", `🔵 **Planned** ${AT} in ${RUN}. Not applied yet.`],
  [plannedLine(reportingRun, false, base(0)), "planned", `🔵 **Planned** ${AT} in ${RUN}.`],
  [
    plannedLine(reportingRun, true, base(1)),
    "planned",
    `🔵 **Planned** ${AT} in ${RUN}. Not applied yet. \`main\` has 1 commit that this plan does not have; none of them changes this workspace.`,
  ],
  [
    plannedLine(reportingRun, true, base(9, "One @somebody", "hunter2", "three", "four", "five")),
    "superseded",
    `⚠️ **Superseded**: \`main\` has 9 commits that this plan does not have. This workspace is changed by \`0000000\` One @\u200bsomebody, \`1111111\` \\*\\*\\*, \`2222222\` three, and 2 more. Update the branch of the pull request to plan with them. **Planned** ${AT} in ${RUN}.`,
  ],
  [
    plannedLine(reportingRun, true, { ...base(30), hasOlderRelevant: true }),
    "superseded",
    `⚠️ **Superseded**: \`main\` has 30 commits that this plan does not have. This workspace is changed by older ones of them. Update the branch of the pull request to plan with them. **Planned** ${AT} in ${RUN}.`,
  ],
  [
    plannedLine(reportingRun, true, { ...base(30), hasOlderRelevant: undefined }),
    "planned",
    `🔵 **Planned** ${AT} in ${RUN}. Not applied yet. \`main\` has 30 commits that this plan does not have; whether one of them changes this workspace is not known.`,
  ],
  [
    planFailedLine(again),
    "failed",
    `❌ **The plan failed** ${AT} in ${RUN.replace("run 9<", "run 9, attempt 2<")}. Plan again: open the run, Re-run jobs.`,
  ],
  [
    planCancelledLine(reportingRun, true),
    "cancelled",
    `⚪ **The apply was cancelled before it began: nothing was applied** ${AT} in ${RUN}. Apply again: open the run, Re-run jobs.`,
  ],
  [
    notAppliedLine(reportingRun, "not the reviewed plan: x.a"),
    "refused",
    `⛔ **Not applied** ${AT} by \`octocat\` in ${RUN}: not the reviewed plan: x.a. Nothing was changed.`,
  ],
  [
    appliedLine(reportingRun, ended({}), true, "As reviewed."),
    "applied",
    `✅ **Applied** ${AT} by \`octocat\` in ${RUN}: 1 added, 1 changed. As reviewed.`,
  ],
  [
    appliedLine(
      reportingRun,
      ended({
        failedChecks: ["a", "b", "b", "c", "d"].map((name) => ({
          name: `check.${name}`,
          place: "",
          message: "no",
          times: 1,
        })),
      }),
      true,
      "As reviewed.",
    ),
    "applied",
    `✅ **Applied** ${AT} by \`octocat\` in ${RUN}: 1 added, 1 changed. ⚠️ Failed after it: \`check.a\`, \`check.b\`, \`check.c\`, and 1 more. As reviewed.`,
  ],
  [
    appliedLine(reportingRun, ended({ done: [] }), true, ""),
    "applied",
    `✅ **Applied** ${AT} by \`octocat\` in ${RUN}.`,
  ],
  [
    appliedLine(reportingRun, ended({ done: [] }), false, "Nothing is left to apply."),
    "unchanged",
    `✅ **Nothing was left to apply** ${AT} by \`octocat\` in ${RUN}.`,
  ],
  [
    appliedLine(
      reportingRun,
      ended({ failed: ["x.c", "x.d", "x.e", "x.f"], error: failure }),
      true,
      "",
    ),
    "failed",
    `❌ **The apply failed** ${AT} by \`octocat\` in ${RUN}: terraform apply failed: x.c: no more room (main.tf:12). Failed: \`x.c\`, \`x.d\`, \`x.e\`, and 1 more. Done: 1 added, 1 changed.`,
  ],
  [
    appliedLine({ ...reportingRun, actor: "" }, ended({ done: [], error: failure }), true, ""),
    "failed",
    `❌ **The apply failed** ${AT} in ${RUN}: terraform apply failed: x.c: no more room (main.tf:12). No change was finished.`,
  ],
  [
    appliedLine(
      reportingRun,
      ended({
        done: [],
        error: failure,
        actions: { invoked: ["action.x.a"], failed: ["action.x.b"] },
      }),
      true,
      "",
    ),
    "failed",
    `❌ **The apply failed** ${AT} by \`octocat\` in ${RUN}: terraform apply failed: x.c: no more room (main.tf:12). Failed: \`action.x.b\`. No change was finished. 1 action was invoked: \`action.x.a\`.`,
  ],
  [
    overtakenLine(reportingRun, "c".repeat(40), { done }),
    "superseded",
    `⚠️ **Superseded** ${AT}: ${RUN} applied \`ccccccc\` to this workspace (1 added, 1 changed). Update the branch of the pull request to plan with it.`,
  ],
  [
    continueLine(interruptedLine(reportingRun), [
      "**Cancelled: applied 1.**",
      "The lock\nis free.",
    ]),
    "cancelled",
    `❌ **The apply was cancelled** ${AT} by \`octocat\` in ${RUN}. **Cancelled: applied 1.** The lock is free.`,
  ],
])("line %# has its state and its text", (said, state, text) => {
  expect(said).toStrictEqual({ state, text });
});

test("whatever a message contains, the status is one line without mentions and secrets (P-E 9)", () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      const { text: line } = notAppliedLine(reportingRun, `${text}hunter2@octocat<img>`);
      expect(line).not.toMatch(/[\r\n]|@octocat|hunter2|<img>/);
    }),
  );
});
