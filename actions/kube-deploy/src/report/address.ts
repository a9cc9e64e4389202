import type { State } from "../../../lib/terraform/state.ts";
import type { KubernetesClient } from "../api/client.ts";
import { listObjects } from "../api/list.ts";
import { timeOf } from "../api/objects.ts";
import type { Event, Ingress } from "../api/objects.ts";
import { collectionPath } from "../api/resources.ts";
import { watchCollection } from "../api/watch.ts";
import { ingressesOf } from "../workloads/ingresses.ts";
import type { IngressRef } from "../workloads/ingresses.ts";
import { timeLimit } from "../../../lib/runtime/time-limit.ts";

/**
 * Finds the address of a state's first Ingress: its host, or else the address of its load balancer, for which it waits
 * up to `timeout` milliseconds. Undefined if there is no Ingress, or no load balancer in time.
 * @throws ApiError, ConnectionError if Ingresses cannot be read
 */
export async function findAddress(
  client: KubernetesClient,
  state: State,
  timeout: number,
): Promise<string | undefined> {
  const [ingress] = ingressesOf(state);
  if (ingress === undefined) return undefined;
  const host = ingress.host ?? (await waitForLoadBalancer(client, ingress, timeout));
  const port = ingress.port === undefined ? "" : `:${ingress.port}`;
  return host === undefined ? undefined : `${ingress.scheme}://${host}${port}/`;
}

/**
 * Returns what the controller of a state's first Ingress says about a load balancer that it cannot make, for example
 * "FailedBuildModel: ...". Undefined if it says nothing.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/subnet_discovery/
 * @throws ApiError, ConnectionError if events cannot be read
 */
export async function whyNoAddress(
  client: Pick<KubernetesClient, "json">,
  state: State,
): Promise<string | undefined> {
  const [ingress] = ingressesOf(state);
  if (ingress === undefined) return undefined;
  const events = await listObjects<Event>(client, collectionPath("Event", ingress.namespace));
  const [last] = events
    .filter(
      ({ type, involvedObject: { kind, name } }) =>
        type === "Warning" && kind === "Ingress" && name === ingress.name,
    )
    .sort((a, b) => timeOf(b) - timeOf(a));
  return last && `${last.reason ?? ""}: ${last.message ?? ""}`;
}

async function waitForLoadBalancer(
  client: KubernetesClient,
  { namespace, name }: IngressRef,
  timeout: number,
): Promise<string | undefined> {
  const found = new AbortController();
  const signal = timeLimit(timeout, found.signal);
  let address: string | undefined;
  const readAddress = (ingress: Ingress) => {
    if (ingress.metadata.name !== name) return;
    const [first] = ingress.status?.loadBalancer?.ingress ?? [];
    // On AWS, load balancers have a host name; others may only have an IP address.
    address ??= first?.hostname ?? first?.ip;
    if (address !== undefined) found.abort();
  };
  const listener = {
    replace: (ingresses: Ingress[]) => ingresses.forEach(readAddress),
    set: readAddress,
    remove: () => undefined,
  };
  await watchCollection(client, collectionPath("Ingress", namespace), listener, { signal });
  return address;
}
