import { inAnyText } from "../match-failure.ts";
import type { FailureRule, ObservedFailure } from "../match-failure.ts";

/**
 * Returns whether the error is from a provider that talks to an API server of Kubernetes. From any other provider, the
 * same words mean something else.
 */
export const isOfCluster = ({ provider = "" }: ObservedFailure): boolean =>
  /^(?:kubernetes|helm|kubectl|kustomization)(?:-|$)/.test(provider);

/** What the provider of a workspace needs to find the cluster. */
export const PROVIDER_CONFIGURATION_FIX =
  "configure host, cluster_ca_certificate and exec of the provider with the cluster of this job; without a configuration, or with values that are unknown during planning, the provider connects to localhost";

/** The error of client-go if the program that returns the token was started and ended with an error. */
export const EXEC_FAILED: FailureRule = {
  origin: "provider",
  // Older versions of client-go do not name the program.
  when: inAnyText(
    /exec: (?:executable (?<program>\S+) failed with exit code|exit status) (?<code>\d+)/,
  ),
  reason: "exec-plugin-failed",
  message: (_, { program = "of its exec block", code = "" }) =>
    `the program ${program}, which the workspace's provider calls to get its token, failed with exit code ${code}`,
  fix: (_, { program = "it" }) =>
    `run ${program} with the arguments of the provider's exec block and correct what it reports: credentials of the job, region, cluster name (\`aws eks get-token\` needs --cluster-name and --region)`,
};

/**
 * The error of client-go if that program ran, but returned an unusable answer.
 * https://github.com/kubernetes/client-go/blob/master/plugin/pkg/client/auth/exec/exec.go
 */
export const EXEC_ANSWER: FailureRule = {
  origin: "provider",
  when: inAnyText(
    /(?<said>(?:getting credentials: (?:decoding stdout|exec plugin)|exec plugin: invalid apiVersion).*)/,
  ),
  reason: "exec-plugin-failed",
  message: (_, { said = "" }) =>
    `the program that the workspace's provider calls to get its token printed no token that the provider understands: ${said}`,
  fix: 'write api_version = "client.authentication.k8s.io/v1beta1" in the provider\'s exec block (v1alpha1 is no longer supported), and make sure that the program prints nothing but its answer (`aws eks get-token` of a current AWS CLI does that)',
};

/** The error of client-go if that program does not exist. */
export const EXEC_MISSING: FailureRule = {
  origin: "provider",
  when: inAnyText(/exec: executable \S+ not found|executable file not found in \$PATH/),
  reason: "exec-plugin-missing",
  fix: "the workspace's provider calls a program to get its token, but the program is not on this runner: install it (aws for `aws eks get-token`)",
};

/** The errors of client-go, and of the provider's kubernetes_manifest, if the provider names no cluster. */
export const UNCONFIGURED: FailureRule = {
  origin: "provider",
  when: inAnyText(
    /invalid configuration: (?:no configuration has been provided|default cluster has no server defined)|REST client: no client config/,
  ),
  reason: "provider-elsewhere",
  message: ({ summary }) => `the workspace's provider names no cluster: ${summary}`,
  fix: PROVIDER_CONFIGURATION_FIX,
};

/** Helm's errors about a chart that it cannot fetch. */
export const CHART_UNAVAILABLE: FailureRule = {
  origin: "provider",
  when: [
    { summary: /^Error locating chart$/, detail: /(?<said>.+)/s },
    ...inAnyText(
      /(?<said>(?:could not download chart|failed to download "|failed to authorize: |failed to perform "\w+" on source|looks like "(?<repository>[^"]+)" is not a valid chart repository|chart "[^"]+" (?:version "[^"]*" )?not found in (?<other>\S+) repository|^path "[^"]+" not found|unexpected status from \w+ request to \S+\/v2\/).*)/,
    ),
  ],
  reason: "chart-unavailable",
  message: ({ summary, detail = "" }, { said = "" }) => {
    const repository = repositoryIn(`${summary}\n${detail}`);
    return `Helm cannot fetch the chart${repository === undefined ? "" : ` from ${repository}`}: ${said}`;
  },
  fix: "check the repository, chart and version of the helm_release, that the runner reaches the repository (DNS, proxy, firewall), and its credentials; charts of an OCI registry need a login",
};

const repositoryIn = (text: string): string | undefined =>
  /looks like "([^"]+)"|not found in (\S+) repository|"((?:https?|oci):\/\/[^"]+)"|failed to fetch (https?:\S+)|request to (https?:\/\/[^/\s]+)\/v2\//
    .exec(text)
    ?.slice(1)
    .join("");
