import { expect, test } from "@jest/globals";
import { readEarlier } from "../../../../../actions/lib/plan-comment/earlier-form.ts";
import { earlierComment, statusOf } from "../../../../support/plan-comment.ts";

const TARGET = { workflow: "plan", label: "dev", directory: "infra", state: "s1" };
const TEXT = `### Plan · dev · \`infra\`

**Plan: 1 to add, 2 to change, 0 to destroy.** · 1 read during the apply

> [!WARNING]
> - **Opens** \`x\`

**Next:** merging applies this to \`dev\`. Every attribute: <a href="x">full report</a>.

#### 1 to create

- \`x\`

<sub>Terraform 1.11.4</sub>`;

test("the comment that a workspace once had of its own is a part with all that it says", () => {
  const status = statusOf("🔵 **Planned**", { at: 9 });
  const text = earlierComment("plan", TEXT, { target: TARGET, facts: ["create"], status });
  const found = readEarlier(text.replaceAll("\n", "\r\n"));
  expect(found?.target).toStrictEqual({ workflow: "plan", label: "dev" });
  expect(found?.part).toStrictEqual({
    ...{ command: "plan", directory: "infra", state: "s1", head: "a".repeat(40) },
    ...{ runId: 7, runAttempt: 1, at: 0, facts: ["create"], status, left: [] },
    says: {
      ...{ what: "Plan", label: "dev", directory: "infra", alerts: [], below: [] },
      line: "**Plan: 1 to add, 2 to change, 0 to destroy.** · 1 read during the apply",
      short: "1 to add, 2 to change, 0 to destroy · 1 read during the apply",
      notes: ["> [!WARNING]\n> - **Opens** `x`"],
    },
    blocks: [{ title: "the changes", rank: 5, text: "#### 1 to create\n\n- `x`" }],
    foot: "<sub>Terraform 1.11.4</sub>",
  });
});

test.each([
  "a person's comment",
  "<!-- eks-pipeline:plan {broken} -->\nx",
  '<!-- eks-pipeline:plan {"run":1} -->\nx',
  '<!-- eks-pipeline:plan {"target":{"label":"dev"}} -->\nx',
  `> ${earlierComment("plan", "quoted", { target: TARGET })}`,
])("%j is none", (text) => {
  expect(readEarlier(text)).toBeUndefined();
});

test("a status that somebody edited is none", () => {
  const text = earlierComment("apply", "<!-- eks-pipeline:status {oops} -->\nI know\n\n**x**", {
    target: TARGET,
  });
  expect(readEarlier(text)?.part.status).toBeUndefined();
  expect(readEarlier(text)?.part.command).toBe("apply");
});
