import {
  CHART_UNAVAILABLE,
  EXEC_ANSWER,
  EXEC_FAILED,
  EXEC_MISSING,
  PROVIDER_CONFIGURATION_FIX,
  isOfCluster,
} from "../../../lib/cluster/provider.ts";
import { explainManifest } from "../../../lib/cluster/manifest.ts";
import { WEBHOOK_UNAVAILABLE } from "../../../lib/cluster/refusals.ts";
import { matchFailure } from "../../../lib/match-failure.ts";
import type {
  Advice,
  FailureRule,
  MatchedFailure,
  ObservedFailure,
} from "../../../lib/match-failure.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Diagnostic } from "../../../lib/terraform/events.ts";
import { TerraformError } from "../../../lib/terraform/failures.ts";
import { saysOnlyHalted } from "../../../lib/terraform/halted.ts";
import { commandsFor } from "../../../lib/terraform/program.ts";
import type { ClusterContext } from "./access-entry.ts";
import { CONNECTION, RULES } from "./failure.ts";
import type { ClusterFailure } from "./failure.ts";
import { explainObjectWait, gaveUpOnWorkload } from "./object-wait.ts";

/** What the Kubernetes and Helm providers put before the words that they quote. */
const BEFORE = String.raw`^(?:Failed to \w+ [^:]*?(?:: | because: )|Kubernetes cluster unreachable: |\d+ errors? occurred:\s+\* )?`;

const says = (words: RegExp): RegExp => new RegExp(BEFORE + words.source);

/** Rules for words that cannot come from anywhere else, so that they also apply to an error that names no resource. */
const WORDS_OF_ITS_OWN: readonly {
  says: RegExp;
  rules: readonly FailureRule<ClusterFailure>[];
}[] = [
  {
    says: says(
      /(?:Internal error occurred: failed calling webhook "|(?:.*: )?conversion webhook for \S+, Kind=\w+ failed: )/,
    ),
    rules: [WEBHOOK_UNAVAILABLE],
  },
  {
    // https://github.com/kubernetes/apimachinery/blob/master/pkg/api/errors/errors.go (NewForbidden)
    says: says(/(?:[\w.-]+ "[^"]*" is forbidden: |admission webhook "[^"]*" denied the request)/),
    rules: RULES,
  },
  {
    says: says(/(?:\w+ "https?:[^"]*": )?(?:getting credentials: |exec plugin: )/),
    rules: [EXEC_FAILED, EXEC_ANSWER, EXEC_MISSING],
  },
  {
    says: /^(?:could not download chart: |Error locating chart$|chart "[^"]+" .*not found in |looks like "[^"]+" is not a valid chart repository)/,
    rules: [CHART_UNAVAILABLE],
  },
];

/** Helm's prefix before it says why it cannot reach the API server. */
const UNREACHABLE = /^Kubernetes cluster unreachable: /;

/** A provider that sends its requests to another server, because of its configuration or the lack of it: localhost. */
const ELSEWHERE: FailureRule = {
  origin: "provider",
  when: { summary: /./ },
  reason: "provider-elsewhere",
  message: ({ host = "", summary }) =>
    `the workspace's provider cannot reach ${host}, which is not the API server of the cluster: ${summary}`,
  fix: PROVIDER_CONFIGURATION_FIX,
};

/** Helm's connection failures with a host other than the cluster: the repository or registry of a chart. */
const OTHER_SERVER: FailureRule = {
  ...ELSEWHERE,
  reason: "chart-unavailable",
  message: ({ host = "", summary }) => `Helm cannot reach ${host}: ${summary}`,
  fix: "check the repository or registry of the helm_release, and that the runner reaches it (DNS, proxy, firewall)",
};

const WAITED =
  /Waiting for rollout to finish|exceeded its progress deadline|Waiting for (?:.* )?(?:replicas|StatefulSet|DaemonSet)|job: .* is (?:not in complete|in failed) state/i;

/**
 * Helm's words if a wait timed out or a hook failed; as one of a list of errors, they begin with a star. If a request
 * timed out, its address comes before these words. Helm before 3.13 does not name the Job of a hook.
 * Helm 3 and 4: https://github.com/helm/helm/blob/main/pkg/kube/statuswait.go
 */
const HELM_WAITED =
  /(?:^|: |\* )(?:context deadline exceeded|timed out waiting for the condition)\s*$|\bresource \S+ not ready\.|\* job \S+ failed: |\* pod \S+ failed\s*$|: job failed: \w+\s*$/m;
const ADDRESS = /https?:\/\//;

function isHelmWait({ provider, summary, detail = "" }: ObservedFailure): boolean {
  const text = `${summary}\n${detail}`;
  return provider === "helm" && HELM_WAITED.test(text) && !ADDRESS.test(text);
}

const isWait = (failure: ObservedFailure): boolean =>
  isHelmWait(failure) ||
  gaveUpOnWorkload(failure) ||
  (isOfCluster(failure) && WAITED.test(`${failure.summary}\n${failure.detail ?? ""}`));

/** Returns whether Helm gave up. */
export const waitedForHelm = (error: ActionError): boolean =>
  error instanceof TerraformError && error.failures.some(isHelmWait);

/** Returns the addresses of the releases that Helm gave up waiting for. Other releases may never have been begun. */
export const givenUpByHelm = (error: ActionError | undefined): string[] =>
  error instanceof TerraformError
    ? error.errors.flatMap(({ address }, at) => {
        const failure = error.failures[at];
        return address !== undefined && failure !== undefined && isHelmWait(failure)
          ? [address]
          : [];
      })
    : [];

/**
 * Returns whether Terraform's provider gave up waiting for pods, and nothing else went wrong. The provider never says
 * why pods are not ready. If it also reports that another resource was refused, that error must not get lost.
 */
export const onlyWaitedForRollout = (error: ActionError): boolean =>
  error instanceof TerraformError && error.failures.length > 0 && error.failures.every(isWait);

/** Returns the errors that neither a wait for pods nor an interrupt explains. */
export const errorsBesideWaiting = (error: ActionError): Diagnostic[] =>
  error instanceof TerraformError
    ? error.errors.filter((one, at) => {
        const failure = error.failures[at];
        return !saysOnlyHalted(one) && !(failure !== undefined && isWait(failure));
      })
    : [];

/** Returns whether the provider gave up waiting for any pods: then something was changed. */
export const waitedForRollout = (error: ActionError): boolean =>
  error instanceof TerraformError && error.failures.some(isWait);

/**
 * Adds the cause in the cluster, and the fix, to an error of plan or apply that a Kubernetes provider reports.
 * Terraform's text stays as its detail. Every other error is returned unchanged.
 */
export function withClusterCause(error: ActionError, cluster: ClusterContext): ActionError {
  // An error with a specific reason is already explained.
  if (!(error instanceof TerraformError) || !/^(?:plan|apply)-failed$/.test(error.reason))
    return error;
  const first = error.failures.find((failure) => !isWait(failure)) ?? error.failures[0];
  if (first === undefined) return error;
  const { reason } = error;
  const known =
    withReason(
      reason,
      reason === "apply-failed" ? explainObjectWait(first, error.tool) : undefined,
    ) ??
    causeIn(first, cluster) ??
    withReason(reason, isOfCluster(first) ? explainManifest(first) : undefined);
  if (known === undefined) return error;
  const { message, detail } = error;
  return new ActionError({
    message,
    ...known,
    fix: commandsFor(error.tool, known.fix),
    ...(detail === undefined ? {} : { detail }),
    cause: error,
  });
}

const withReason = (
  reason: ActionError["reason"],
  advice: Advice | undefined,
): MatchedFailure | undefined => (advice === undefined ? undefined : { reason, ...advice });

function causeIn(failure: ObservedFailure, cluster: ClusterContext): MatchedFailure | undefined {
  const observed = { ...failure, origin: "provider" as const, cluster };
  const isAnybodys = failure.provider === undefined;
  const own = WORDS_OF_ITS_OWN.find((one) => isAnybodys && one.says.test(failure.summary));
  if (own !== undefined) return matchFailure(own.rules, observed);
  const server = serverOf(failure, cluster);
  // If the error names no resource, only the host or Helm's own words show that it is about the cluster.
  const isAboutCluster = server === "cluster" || UNREACHABLE.test(failure.summary);
  if (!isOfCluster(failure) && !(isAnybodys && isAboutCluster)) return undefined;
  const known = matchFailure(RULES, observed);
  const isConnection = matchFailure(CONNECTION, observed)?.reason === known?.reason;
  if (server !== "other" || known === undefined || !isConnection) return known;
  const isHelm = failure.provider === "helm" && !/\/apis?\b/.test(failure.summary);
  return matchFailure([isHelm ? OTHER_SERVER : ELSEWHERE], observed);
}

/**
 * Returns whose host an error names. The comparison ignores case: the endpoint of an EKS cluster has capitals, but a
 * URL is in lower case. An IP address may belong to any server, except a loopback address, which is the runner itself.
 */
function serverOf(
  { host }: ObservedFailure,
  { server }: ClusterContext,
): "cluster" | "other" | "unknown" {
  if (host === undefined) return "unknown";
  const name = host.replace(/:\d+$/, "").toLowerCase();
  if (name === new URL(server).hostname) return "cluster";
  const isLoopback = /^(?:localhost|127\.)/.test(name);
  return isLoopback || !/^[\d.]+$|^\[/.test(name) ? "other" : "unknown";
}
