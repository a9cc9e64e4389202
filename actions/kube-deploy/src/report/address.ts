import type { State } from "../../../lib/terraform/state.ts";
import type { KubernetesClient } from "../api/client.ts";
import type { Ingress } from "../api/objects.ts";
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
