import { matchAdvice } from "../../../lib/match-failure.ts";
import type { Advice, AdviceRule, ObservedFailure } from "../../../lib/match-failure.ts";
import type { Tool } from "../../../lib/terraform/tool.ts";

/**
 * What the Kubernetes provider says if an object did not reach the state that it waits for, before the time of the
 * resource was over. All requests were answered: an error of a request begins with its method and address.
 * https://github.com/hashicorp/terraform-provider-kubernetes/issues/2171
 */
const GAVE_UP =
  /^(?:client rate limiter Wait returned an error: )?(?:context deadline exceeded\b|rate: Wait\(n=\d+\) would exceed context deadline)|^timeout while waiting for (?:resource to be gone|state to become)\b|^Waiting for \w+ \S+ to assign IP\/hostname for a load balancer/;

const WORKLOAD = /^kubernetes_(?:deployment|stateful_set|daemonset|daemon_set|job)(?:_v\d)?$/;

/** Returns the type in an address such as `module.a.kubernetes_job_v1.b["c.d"]`. */
const typeOf = (address = ""): string =>
  address
    .replaceAll(/\[[^\]]*\]/g, "")
    .split(".")
    .at(-2) ?? "";

const gaveUp = ({ provider, summary }: ObservedFailure): boolean =>
  provider === "kubernetes" && GAVE_UP.test(summary);

/** Returns whether the provider gave up waiting for the pods of a workload, without saying so. */
export const gaveUpOnWorkload = (failure: ObservedFailure): boolean =>
  gaveUp(failure) && WORKLOAD.test(typeOf(failure.address));

const messageOf = ({ address = "", summary }: ObservedFailure, tool: Tool["name"]): string =>
  `${tool} apply failed: ${address} did not get into the state that the provider waits for, before its time was over: ${summary}`;

const rule = (address: RegExp, fix: string): AdviceRule => ({
  origin: "provider",
  when: { address },
  fix,
});

/** The first rule that matches decides. */
const RULES: readonly AdviceRule[] = [
  rule(
    /\bkubernetes_persistent_volume_claim/,
    "set wait_until_bound = false if the StorageClass has volumeBindingMode WaitForFirstConsumer (as the usual classes of EKS): such a claim is bound when a pod uses it, and the pod comes later; otherwise find out with `kubectl describe pvc` why the claim gets no volume",
  ),
  rule(
    /\bkubernetes_(?:service|ingress)(?:_v\d)?\./,
    "find out with `kubectl describe service` or `kubectl describe ingress` why there is no load balancer: the controller has to run (AWS Load Balancer Controller), find subnets with its tags, and have its IAM role; or set wait_for_load_balancer = false if nothing needs the address during the apply",
  ),
  rule(
    /\bkubernetes_namespace/,
    "find out what still blocks the deletion (`kubectl get namespace NAME --output yaml`, status.conditions): often objects whose finalizers nobody removes, because their controller was deleted before them; then run the job again",
  ),
  rule(
    /^/,
    "find out with `kubectl describe` what the object waits for (finalizers if it is deleted), or raise the timeouts of the resource",
  ),
];

/**
 * Explains that the provider gave up waiting for an object that is no workload; undefined for every other failure. Its
 * words contain those of a connection that is not answered, but the API server is not the cause.
 */
export function explainObjectWait(
  failure: ObservedFailure,
  tool: Tool["name"],
): Advice | undefined {
  if (!gaveUp(failure) || failure.address === undefined) return undefined;
  const advice = matchAdvice(RULES, failure);
  return advice && { ...advice, message: messageOf(failure, tool) };
}
