import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State } from "../../../lib/terraform/state.ts";

/** An Ingress of the Terraform state, and what the state says about its address. */
export interface IngressRef {
  namespace: string;
  name: string;
  scheme: "http" | "https";
  /** Undefined: only its load balancer has an address. */
  host: string | undefined;
}

/** Attributes of a resource, as the provider writes them: a block is a list of at most one object. */
interface Values {
  metadata?: { name?: string; namespace?: string; annotations?: Record<string, string> | null }[];
  spec?: { rule?: { host?: string | null }[]; tls?: unknown[] }[];
}

/** Finds the Ingresses of a state; those with a host come first. */
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
  // A wildcard matches many addresses and is none itself.
  const host = rule
    .map((each) => each.host ?? "")
    .find((each) => each !== "" && !each.includes("*"));
  return { namespace, name, scheme: secure ? "https" : "http", host };
}
