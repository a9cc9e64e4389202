// Comments of environments with several workspaces, made from the plans of the other goldens.
import type { Status, StatusState } from "../../../actions/lib/github/status.ts";
import { composeComment } from "../../../actions/lib/plan-comment/compose.ts";
import type { Part } from "../../../actions/lib/plan-comment/part.ts";
import {
  cancelledDocument,
  failureDocument,
} from "../../../actions/plan-and-comment/src/report/documents.ts";
import type { Document } from "../../../actions/plan-and-comment/src/report/document.ts";
import { fitBlocks } from "../../../actions/plan-and-comment/src/report/fit.ts";
import { withPolicy } from "../../../actions/plan-and-comment/src/report/policy.ts";
import { COMMIT, RUN, planReport, subjectOf } from "./render.ts";

/** A workspace of an environment: its plan and its progress. */
interface Workspace {
  directory: string;
  plan: string;
  state?: StatusState;
  /** The commit at which it was planned. */
  head?: string;
  /** Its state key, if its folder had another state before. */
  key?: string;
  /** How its plan ended, if not with a normal result. */
  ended?: "failed" | "cancelled" | "refused";
}

const LATER = "https://github.com/example-org/fleet/actions/runs/44";
const WORDS: Partial<Record<StatusState, string>> = {
  planned: `🔵 **Planned** 2026-11-29 09:30 UTC in <a href="${RUN}">run 7</a>. Not applied yet.`,
  superseded: `⚠️ **Superseded** 2026-11-29 10:30 UTC: <a href="${LATER}">run 9</a> applied \`89abcde\` to this workspace. Update the branch of the pull request to plan with it.`,
  applied: `✅ **Applied** 2026-11-29 10:30 UTC by \`octocat\` in <a href="${LATER}">run 9</a>: 1 changed.`,
  failed: `❌ **The apply failed** 2026-11-29 10:30 UTC by \`octocat\` in <a href="${LATER}">run 9</a>: the cluster is not reachable. No change was finished.`,
};

function statusOf(state: StatusState): Status {
  const runId = state === "planned" ? 42 : 44;
  return { state, runId, runAttempt: 1, at: 2, text: WORDS[state] ?? "" };
}

/** Hides nothing: no value is registered as a secret. */
const redact = (text: string) => text;

function documentOf({ directory, plan, ended }: Workspace): Document {
  const subject = subjectOf("Terraform 1.11.4", directory);
  const message = "Invalid value for input variable: environments/dev.tfvars:11";
  const error = { reason: "plan-failed", message, fix: undefined, detail: undefined };
  if (ended === "failed") return failureDocument(error, subject, redact);
  if (ended === "cancelled") return cancelledDocument("plan", subject, redact);
  const document = planReport(plan, directory);
  return ended === "refused"
    ? withPolicy(document, { error: { message: "2 rules failed" }, text: "no tags" }, redact)
    : document;
}

/** Returns the status of a plan that failed or was cancelled. */
const ownStatus = (state: StatusState, runId: number): Status => ({
  state,
  runId,
  runAttempt: 1,
  at: 2,
  text: `❌ **The plan ${state === "failed" ? "failed" : "was cancelled"}** 2026-11-29 09:30 UTC in <a href="${RUN}">run 7</a>.`,
});

export function partOf(workspace: Workspace): Part {
  const { directory, state = "planned", head = COMMIT, key = directory, ended } = workspace;
  const document = documentOf(workspace);
  const runId = head === COMMIT ? 42 : 40;
  const status =
    ended === undefined || ended === "refused" ? statusOf(state) : ownStatus(ended, runId);
  return {
    command: "plan",
    directory,
    state: `state of ${key}`,
    head,
    runId,
    runAttempt: 1,
    at: 1,
    status,
    says: document.head,
    blocks: fitBlocks(document, 56_000),
    left: [],
    foot: document.foot,
  };
}

const TARGET = { workflow: "plan", label: "dev" };

export const renderEnvironment = (workspaces: readonly Workspace[], bytes = 65_000): string =>
  composeComment(TARGET, workspaces.map(partOf), bytes);

const infrastructure = (plan: string, state?: StatusState): Workspace => ({
  directory: "terraform/infrastructure",
  plan,
  ...(state && { state }),
});
const kubernetes = (plan: string, state?: StatusState): Workspace => ({
  directory: "terraform/kubernetes",
  plan,
  ...(state && { state }),
});

const EARLIER = "fedcba9876543210fedcba9876543210fedcba98";

export const ENVIRONMENTS: Readonly<Record<string, readonly Workspace[]>> = {
  "first-deployment": [infrastructure("fleet-create"), kubernetes("create")],
  dangerous: [infrastructure("fleet-replace-network"), kubernetes("replace-namespace")],
  "one-dangerous": [infrastructure("update"), kubernetes("replace-selector")],
  "one-applied": [infrastructure("fleet-replace-network", "applied"), kubernetes("update")],
  "one-superseded": [infrastructure("open-ssh", "superseded"), kubernetes("update")],
  "both-applied": [infrastructure("update", "applied"), kubernetes("replace-selector", "applied")],
  "apply-failed": [infrastructure("destroy-database", "applied"), kubernetes("update", "failed")],
  "one-not-planned-again": [
    infrastructure("update"),
    { ...kubernetes("replace-selector"), head: EARLIER },
  ],
  "state-key-changed": [
    { ...infrastructure("destroy-database"), head: EARLIER, key: "the old key" },
    infrastructure("update"),
    kubernetes("update"),
  ],
  "folder-renamed-after-failure": [
    { ...infrastructure("update"), directory: "terraform/infra", head: EARLIER, ended: "failed" },
    infrastructure("update"),
  ],
  "plan-failed": [{ ...infrastructure("update"), ended: "failed" }, kubernetes("update")],
  "plan-cancelled": [
    infrastructure("destroy-database"),
    { ...kubernetes("update"), ended: "cancelled" },
  ],
  "policy-refuses": [
    { ...infrastructure("destroy-database"), ended: "refused" },
    kubernetes("update"),
  ],
  "not-all-looked-at": [infrastructure("open-ssh"), kubernetes("target")],
  "nothing-changes": [infrastructure("noop"), kubernetes("no-changes")],
  ten: [
    ...["ten-thousand", "fleet-create", "fleet-replace-network", "destroy", "replace-namespace"],
    ...["create", "tofu-create", "destroy-everything", "update", "noop"],
  ].map((plan, at) => ({ directory: `terraform/${String.fromCodePoint(97 + at)}-${plan}`, plan })),
};
