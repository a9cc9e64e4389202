import { describe, expect, it, test } from "@jest/globals";
import { FIRST_SCREEN, headText } from "../../../../../actions/lib/plan-comment/head-text.ts";
import { overviewOf } from "../../../../../actions/plan-and-comment/src/changes/overview.ts";
import { planHead } from "../../../../../actions/plan-and-comment/src/report/first-screen.ts";
import { SUBJECT, plan, redact, resource } from "./plans.ts";
import fc from "../../../../support/fast-check.ts";

const firstScreen = (...given: Parameters<typeof planHead>) => headText(planHead(...given));

const destroyed = (number: number, length: number) =>
  Array.from({ length: number }, (_, at) => resource(`x${at}${"y".repeat(length)}`, ["delete"]));

test("the first screen never exceeds its length, and counts the destroyed objects that it leaves out", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 250 }),
      (number, length) => {
        const overview = overviewOf(plan({ resource_changes: destroyed(number, length) }), [
          "z".repeat(length * 3),
        ]);
        const text = firstScreen(overview, { ...SUBJECT, label: "l".repeat(length) }, redact);
        expect(text.length).toBeLessThanOrEqual(FIRST_SCREEN);
        const named = text.match(/\*\*Destroys\*\*/g)?.length ?? 0;
        const rest = Number(/And ([\d,]+) more destroyed/.exec(text)?.[1] ?? 0);
        expect(named + rest).toBe(number);
      },
    ),
    { numRuns: 60 },
  );
});

/** Makes objects that are created, changed, destroyed or replaced, and whose attributes hold ids of other objects. */
const related = fc
  .array(
    fc.record({
      actions: fc.constantFrom(["create"], ["update"], ["delete"], ["delete", "create"]),
      type: fc.constantFrom("aws_eks_node_group", "aws_subnet", "aws_ebs_volume", "t"),
      source: fc.nat({ max: 7 }),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((all) =>
    all.map(({ actions, type, source }, at) => ({
      address: `${type}.r${at}`,
      mode: "managed" as const,
      type,
      name: `r${at}`,
      change: {
        actions: [...actions],
        before: actions[0] === "create" ? null : { id: `id-of-${at}`, from: `id-of-${source}` },
        after: actions.join() === "delete" ? null : {},
        after_unknown: { id: true, from: true },
        ...(actions.length > 1 ? { replace_paths: [["from"]] } : {}),
      },
    })),
  );

test("every destroyed or replaced object is named or counted, whatever it follows from", () => {
  fc.assert(
    fc.property(related, (changes) => {
      const text = firstScreen(overviewOf(plan({ resource_changes: changes })), SUBJECT, redact);
      const count = (actions: string) =>
        changes.filter(({ change }) => change.actions.join() === actions).length;
      const sum = (pattern: RegExp) =>
        [...text.matchAll(pattern)].reduce((total, [, number = "1"]) => total + Number(number), 0);
      const replaced = count("delete,create");
      const destroyed = count("delete");
      if (replaced + destroyed > 0) expect(text).not.toContain("Nothing is destroyed or replaced");
      expect(sum(/\*\*Destroys\*\*/g) + sum(/And (\d+) more destroyed/g)).toBe(destroyed);
      // A replacement that follows from another one is counted there, and is also named if it loses data.
      expect(
        sum(/\*\*Replaces\*\*/g) +
          sum(/replaces (\d+) others? with it/g) +
          sum(/(\d+) more replaced/g),
      ).toBeGreaterThanOrEqual(replaced);
    }),
  );
});

describe("what happens next", () => {
  const change = plan({ resource_changes: [resource("a", ["create"], { x: 1 })] });
  it.each<
    [
      string,
      typeof change,
      { environment: string; promoteFrom: string | undefined } | undefined,
      string,
    ]
  >([
    [
      "if merging deploys",
      change,
      { environment: "dev", promoteFrom: undefined },
      "**Next:** merging applies this to `dev`, after approval where GitHub's environment asks for it.",
    ],
    [
      "if a promotion deploys",
      change,
      { environment: "prod", promoteFrom: "dev" },
      "**Next:** merging does not apply this: a promotion from `dev` to `prod` does, after approval.",
    ],
    [
      "if nothing changes",
      plan({}),
      { environment: "dev", promoteFrom: undefined },
      "**Next:** nothing to apply to `dev`.",
    ],
    ["if it is not known", change, undefined, "Every attribute:"],
  ])("%s", (_, one, next, wanted) => {
    const text = firstScreen(overviewOf(one), { ...SUBJECT, next }, redact);
    expect(text.split("\n\n").at(-1)).toMatch(new RegExp(`^${wanted.replaceAll(/[.*]/g, "\\$&")}`));
  });
});

test("the next step is shown only while a plan is in the state planned", () => {
  const one = plan({ resource_changes: [resource("a", ["create"], { x: 1 })] });
  const next = { environment: "dev", promoteFrom: undefined };
  const head = planHead(overviewOf(one), { ...SUBJECT, next }, redact);
  const states = ["planned", "applied", "unchanged", "superseded", "refused", "failed"] as const;
  const isSaid = (state: (typeof states)[number]) =>
    headText(head, { state }).includes("**Next:**");
  expect(states.filter(isSaid)).toStrictEqual(["planned"]);
  expect(headText(head, { state: "applied" })).toMatch(/\n\nEvery attribute: <a /);
});

test("an unknown action may destroy, so it is named, and the text does not say that nothing is destroyed", () => {
  const change = resource("server", ["update", "reboot"]);
  const text = firstScreen(overviewOf(plan({ resource_changes: [change] })), SUBJECT, redact);
  expect(text).toContain("> - **Unknown to this action**: `t.server` — actions update, reboot;");
  expect(text).not.toContain("Nothing is destroyed");
});

test("an object that an earlier replacement left over is told apart from the object that stays", () => {
  const left = { ...resource("server", ["delete"]), deposed: "0a1b2c3d" };
  const text = firstScreen(overviewOf(plan({ resource_changes: [left] })), SUBJECT, redact);
  expect(text).toContain(
    "**Destroys** `t.server` — only what an earlier replacement left over; the object itself stays",
  );
});

test.each([
  ["is replaced", ["create", "delete"]],
  ["is destroyed", ["delete"]],
])(
  "if the object itself %s too, the line of the left-over object does not say that the object stays",
  (_, actions) => {
    const left = { ...resource("server", ["delete"]), deposed: "0a1b2c3d" };
    const changes = [left, resource("server", actions), resource("gate", ["delete"])];
    const text = firstScreen(overviewOf(plan({ resource_changes: changes })), SUBJECT, redact);
    expect(text).toContain(
      "**Destroys** `t.server` — only what an earlier replacement left over\n",
    );
    expect(text).not.toContain("itself stays");
  },
);

test.each([
  ["module.shop[1].t.till", "this instance of its module is no longer in the configuration"],
  [
    'module.site["a.b"].module.shop.t.till',
    "this instance of its module is no longer in the configuration",
  ],
  ["module.shop.t.till[0]", "its module is no longer in the configuration"],
])("%s, which is destroyed with its module: %s", (address, reason) => {
  const gone = {
    ...resource("till", ["delete"]),
    address,
    action_reason: "delete_because_no_module",
  };
  const text = firstScreen(overviewOf(plan({ resource_changes: [gone] })), SUBJECT, redact);
  expect(text).toContain(`**Destroys** \`${address}\` — ${reason}\n`);
});

test("the plan of a first deployment says that workspaces which use its outputs were not looked at", () => {
  const first = planHead(overviewOf(plan({})), { ...SUBJECT, hasNoState: true }, redact);
  const said = "workspaces that use its outputs, which have no values yet";
  expect(first.below).toStrictEqual([`Not looked at: ${said}.`]);
  expect(first.unseen).toBe(said);
  expect(planHead(overviewOf(plan({})), SUBJECT, redact)).toMatchObject({ below: [] });
});
