import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State } from "../../../lib/terraform/state.ts";
import type { KubernetesClient } from "../api/client.ts";
import type { Ingress } from "../api/objects.ts";
import { collectionPath } from "../api/resources.ts";
import { follow } from "../api/watch.ts";

/** An Ingress of the state: where it is, and what is known of its address before it has one. */
export interface IngressRef {
  namespace: string;
  name: string;
  scheme: "http" | "https";
  host: string | undefined;
}

interface Values {
  metadata?: { name?: string; namespace?: string; annotations?: Record<string, string> | null }[];
  spec?: { rule?: { host?: string | null }[]; tls?: unknown[] }[];
}

/** The Ingresses of a state; those with a host first. */
export function ingressesOf(state: State): IngressRef[] {
  return resourcesOf(state)
    .filter(({ mode, type }) => mode === "managed" && /^kubernetes_ingress(_v1)?$/.test(type))
    .map(({ values }) => ingressOf(values as unknown as Values))
    .sort((a, b) => Number(b.host !== undefined) - Number(a.host !== undefined));
}

function ingressOf({ metadata, spec }: Values): IngressRef {
  const { name = "", namespace = "default", annotations } = metadata?.[0] ?? {};
  const { rule = [], tls = [] } = spec?.[0] ?? {};
  const secure =
    tls.length > 0 || annotations?.["alb.ingress.kubernetes.io/certificate-arn"] !== undefined;
  // A wildcard is no address.
  const host = rule
    .map((each) => each.host ?? "")
    .find((each) => each !== "" && !each.includes("*"));
  return { namespace, name, scheme: secure ? "https" : "http", host };
}

/** The address of a state's first Ingress: its host, else that of its load balancer as soon as it has one. */
export async function addressOf(
  client: KubernetesClient,
  state: State,
  patience: number,
): Promise<string | undefined> {
  const [ingress] = ingressesOf(state);
  if (ingress === undefined) return undefined;
  const host = ingress.host ?? (await loadBalancer(client, ingress, patience));
  return host === undefined ? undefined : `${ingress.scheme}://${host}/`;
}

async function loadBalancer(
  client: KubernetesClient,
  { namespace, name }: IngressRef,
  patience: number,
): Promise<string | undefined> {
  const found = new AbortController();
  const signal = AbortSignal.any([found.signal, AbortSignal.timeout(patience)]);
  let address: string | undefined;
  const look = (ingress: Ingress) => {
    if (ingress.metadata.name !== name) return;
    const [first] = ingress.status?.loadBalancer?.ingress ?? [];
    address ??= first?.hostname ?? first?.ip;
    if (address !== undefined) found.abort();
  };
  const watcher = {
    replace: (all: Ingress[]) => all.forEach(look),
    set: look,
    remove: () => undefined,
  };
  await follow(client, collectionPath("Ingress", namespace), watcher, { signal });
  return address;
}
