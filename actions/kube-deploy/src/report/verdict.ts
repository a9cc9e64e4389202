import type { Failure, FailureReason } from "../../../lib/runtime/errors.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Images } from "../images.ts";
import { isReady } from "../readiness/verdict.ts";
import type { Outcome } from "../rollout/await.ts";
import type { Result } from "../rollout/decide.ts";
import { cannotBecomeReady } from "../rollout/status.ts";
import type { Status } from "../rollout/status.ts";
import type { CutShort, Rollout } from "../rollout/watch.ts";
import type { Evidence } from "../running/running-images.ts";
import type { Unwatched } from "../workloads/unwatched.ts";
import { lineOf } from "./diagnosis.ts";
import type { Finding } from "./evidence.ts";

/**
 * Returns the workloads that cannot become ready. If there are none, because the time was over, returns all that are
 * not ready.
 */
export function failingWorkloads({ statuses, endedAt }: Outcome): Status[] {
  const unready = statuses.filter(({ verdict }) => !isReady(verdict));
  const failing = unready.filter((status) => cannotBecomeReady(status, endedAt));
  return failing.length > 0 ? failing : unready;
}

/** The time limits from the inputs, in milliseconds. */
export type Timeouts = Readonly<Record<"timeout" | "noActivityTimeout", number>>;

/** Returns why the action fails after a rollout that did not become healthy: the first finding decides. */
export function failureOf(
  findings: readonly Finding[],
  { result, seconds, cutShort }: Pick<Rollout, "result" | "seconds" | "cutShort">,
  timeouts: Timeouts,
): Failure {
  const [first, ...others] = findings;
  const more = others.length > 0 ? `, and ${others.length} more workloads` : "";
  const what = first === undefined ? "the workloads could not be listed" : lineOf(first);
  const cause = first?.cause;
  if (result === "failed" && cause !== undefined)
    return { reason: cause.reason, message: `${what}${more}`, fix: cause.fix };
  const { reason, input, value } = LIMITS[result === "no-activity" ? "no-activity" : "timeout"];
  const isCutShort = cutShort !== undefined && result === "timeout";
  const limit = isCutShort
    ? `the watch ended early, because ${cutShort}`
    : `${input} is ${timeouts[value] / 1000} s`;
  return {
    reason: cause === undefined || cause.reason === "rollout-timeout" ? reason : cause.reason,
    message: `not healthy after ${seconds} (${limit}): ${what}${more}`,
    fix: cause?.fix ?? (isCutShort ? FIXES[cutShort] : `raise ${input}`),
  };
}

const FIXES: Readonly<Record<CutShort, string>> = {
  "the provider gave up waiting":
    "if it only starts slowly, raise `timeouts` of the resource that the provider waited for; otherwise look at its pods (kubectl describe pod)",
  "Helm gave up":
    "if it only starts slowly, raise `timeout` of the helm_release; otherwise look at its pods (kubectl describe pod)",
  "a Helm release failed":
    "run `helm history` to see why the release is not deployed, and deploy it again",
};

const LIMITS = {
  timeout: { reason: "rollout-timeout", input: "timeout", value: "timeout" },
  "no-activity": {
    reason: "no-activity",
    input: "no-activity-timeout",
    value: "noActivityTimeout",
  },
} as const satisfies Partial<
  Record<Result, { reason: FailureReason; input: string; value: keyof Timeouts }>
>;

export const cancelledError = (): ActionError =>
  new ActionError({
    reason: "cancelled",
    message:
      "the job was cancelled while it watched the rollout; the rollout continues in the cluster",
    fix: "run kube-deploy with command: verify to see how it ended",
  });

/**
 * Checks that the given images run. If all workloads are healthy but run other images, their health says nothing about
 * the given ones.
 * @throws ActionError `image-not-running` for a given image if the pods run only other images of its repository
 */
export function requireGivenImages(evidence: readonly Evidence[], images: Images): void {
  const [first, ...others] = evidence.filter(({ seen }) => seen === "other");
  if (first === undefined || first.seen !== "other") return;
  const { repository = "", digest = "" } = images[first.name] ?? {};
  const more =
    others.length > 0 ? `. The same applies to ${others.map(({ name }) => name).join(", ")}` : "";
  throw new ActionError({
    reason: "image-not-running",
    message: `the workloads are healthy, but image ${first.name} (${repository}@${digest}) does not run: ${first.why}${more}`,
    fix: "if something else has changed the workload after the apply (another pipeline, kubectl set image), let only one of them deploy it, and deploy again; if its update strategy is OnDelete, delete its pods, then run kube-deploy with command: verify",
    outputs: { status: "failed" },
  });
}

/** Says why the release lists a given image as unverified. */
export const unverifiedLine = (evidence: Evidence, images: Images): string => {
  const digest = images[evidence.name]?.digest ?? "";
  const why = evidence.seen === "running" ? "" : evidence.why;
  return evidence.seen === "mixed"
    ? `image ${evidence.name} (${digest}) does not run everywhere, so the release lists it as unverified: ${why}`
    : `image ${evidence.name} (${digest}) was not seen running, so the release lists it as unverified: ${why}`;
};

/** Names the objects that were not verified, at most a few of them. */
export const unwatchedLine = (unwatched: readonly Unwatched[]): string => {
  const named = unwatched.slice(0, 5).map(({ address, kind }) => `${address} (${kind})`);
  const more =
    unwatched.length > named.length ? ` and ${unwatched.length - named.length} more` : "";
  return `not verified: ${named.join(", ")}${more}. Deployments, StatefulSets, DaemonSets and Jobs are watched; to watch other objects, name them in the input workloads`;
};
