import type { Cell, Edit, Expected } from "./cell.ts";
import { UNTOUCHED, cellsOf } from "./rows.ts";
import type { Row } from "./rows.ts";

const MORE_IMAGES: Edit = ["environments/dev.infrastructure.tfvars", "\n", "\nkept_images = 50\n"];
const WRONG_REGION: Edit = ["environments/dev.yml", "region: eu-west-1", "region: eu-west"];
const WRONG_VALUE: Edit = [MORE_IMAGES[0], "\n", '\nkept_images = "many"\n'];

const OTHER_COMMIT = ["plan", "--change", MORE_IMAGES[0]];

const FIRST = { ...UNTOUCHED, live: "none" } as const;
const NEXT = { ...UNTOUCHED, live: "as before" } as const;
const FIRST_PLAN = "This is the plan of the first deployment";

/** The plan refuses a value. */
const wrongValue = (expected: Pick<Expected, "live" | "comments">): Row => ({
  outcome: "failure",
  variant: "plan",
  edits: [WRONG_VALUE],
  run: ["plan"],
  expected: {
    ...UNTOUCHED,
    jobs: { "plan (dev, infrastructure, environments/dev.yml)": "failure" },
    terminal: ["plan-and-comment: "],
    summary: ["a number is required"],
    ...expected,
  },
});

const first: Row[] = [
  {
    outcome: "success",
    run: ["plan"],
    expected: {
      ...FIRST,
      terminal: ["$/terraform/kubernetes of dev is not planned"],
      summary: [FIRST_PLAN],
      comments: [FIRST_PLAN],
    },
  },
  {
    outcome: "failure",
    variant: "changes",
    edits: [WRONG_REGION],
    run: ["plan"],
    expected: {
      ...FIRST,
      jobs: { changes: "failure", plan: "skipped" },
      terminal: ["plan-and-comment: environment-invalid: ", "environments/dev.yml"],
      summary: ["environments/dev.yml"],
      noComment: FIRST_PLAN,
    },
  },
  wrongValue({ ...FIRST, comments: ["a number is required", FIRST_PLAN] }),
  {
    outcome: "cancel",
    variant: "changes",
    run: ["plan", "--cancel-at", "find"],
    expected: {
      ...FIRST,
      jobs: { changes: "cancelled", plan: "skipped" },
      terminal: ["The operation was canceled."],
      summary: [],
      noComment: FIRST_PLAN,
    },
  },
  {
    outcome: "re-run",
    before: [["plan"]],
    run: ["rerun"],
    expected: {
      ...FIRST,
      terminal: ["succeeded in"],
      summary: [FIRST_PLAN],
      comments: ["run 1, attempt 2"],
    },
  },
  {
    // The plan of an older commit finishes last. It must not overwrite the plan of the newer commit.
    outcome: "superseded",
    before: [["plan"], OTHER_COMMIT],
    run: ["rerun", "--run", "1"],
    expected: {
      ...FIRST,
      terminal: ["succeeded in"],
      summary: [FIRST_PLAN],
      comments: ["run 2"],
    },
  },
];

const next: Row[] = [
  {
    outcome: "success",
    edits: [MORE_IMAGES],
    run: ["plan"],
    expected: {
      ...NEXT,
      terminal: ["succeeded in"],
      summary: ["**Plan: 2 to add, 0 to change, 2 to destroy.**"],
      comments: ["**Plan: 2 to add, 0 to change, 2 to destroy.**", "All but the newest 50 images"],
    },
  },
  wrongValue({ ...NEXT, comments: ["a number is required"] }),
  {
    outcome: "cancel",
    variant: "plan",
    edits: [MORE_IMAGES],
    run: ["plan", "--cancel-at", "comment"],
    expected: {
      ...NEXT,
      jobs: { "plan (dev, infrastructure, environments/dev.yml)": "cancelled" },
      terminal: ["The operation was canceled."],
      summary: [],
      noComment: "**Plan: 2 to add, 0 to change, 2 to destroy.**",
    },
  },
  {
    outcome: "re-run",
    edits: [MORE_IMAGES],
    before: [["plan"]],
    run: ["rerun"],
    expected: {
      ...NEXT,
      terminal: ["succeeded in"],
      summary: ["**Plan: 2 to add, 0 to change, 2 to destroy.**"],
      comments: ["run 2, attempt 2"],
    },
  },
  {
    outcome: "superseded",
    edits: [MORE_IMAGES],
    before: [["plan"], OTHER_COMMIT],
    run: ["rerun", "--run", "2"],
    expected: {
      ...NEXT,
      terminal: ["succeeded in"],
      summary: ["**Plan: 2 to add, 0 to change, 2 to destroy.**"],
      comments: ["run 3"],
      noComment: "run 2, attempt 2",
    },
  },
];

const OF_DEV = { workflow: "plan", environment: "dev" } as const;

export const PLANS: readonly Cell[] = [
  ...cellsOf({ ...OF_DEV, start: "first", world: "new" }, first),
  ...cellsOf({ ...OF_DEV, start: "next", world: "deployed" }, next),
];
