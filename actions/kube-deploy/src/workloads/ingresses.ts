import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State, StateResource } from "../../../lib/terraform/state.ts";
import { appliedManifest } from "./manifest.ts";

/** An Ingress of the Terraform state, and what the state says about its address. */
export interface IngressRef {
  namespace: string;
  name: string;
  scheme: "http" | "https";
  /** Undefined: the usual one of the scheme. */
  port: number | undefined;
  /** Undefined: only its load balancer has an address. */
  host: string | undefined;
}

type Annotations = Record<string, string> | null | undefined;

/** A certificate, and the hosts that it is for; none: those that the controller takes it for. */
interface Tls {
  hosts?: readonly string[] | null;
}

/** What is read of an Ingress, however it is written. */
interface Parts {
  metadata: { name?: string; namespace?: string | null; annotations?: Annotations } | undefined;
  rules: readonly { host?: string | null }[] | null | undefined;
  tls: readonly Tls[] | null | undefined;
}

/** Attributes of a resource, as the provider writes them: a block is a list of at most one object. */
interface Values {
  metadata?: NonNullable<Parts["metadata"]>[];
  spec?: { rule?: Parts["rules"]; tls?: Parts["tls"] }[];
}

interface Manifest {
  apiVersion?: string;
  kind?: string;
  metadata?: NonNullable<Parts["metadata"]>;
  spec?: { rules?: Parts["rules"]; tls?: Parts["tls"] };
}

/** Finds the Ingresses of a state, also those written as manifests; those with a host come first. */
export function ingressesOf(state: State): IngressRef[] {
  return resourcesOf(state)
    .filter(({ mode }) => mode === "managed")
    .map(partsOf)
    .filter((parts) => parts !== undefined)
    .map(ingressOf)
    .sort((a, b) => Number(b.host !== undefined) - Number(a.host !== undefined));
}

function partsOf({ type, values }: StateResource): Parts | undefined {
  const { metadata, spec } = values as unknown as Values;
  if (/^kubernetes_ingress(_v1)?$/.test(type))
    return { metadata: metadata?.[0], rules: spec?.[0]?.rule, tls: spec?.[0]?.tls };
  const manifest = appliedManifest(type, values) as Manifest | undefined;
  const isIngress =
    manifest?.kind === "Ingress" &&
    /^(?:networking\.k8s\.io|extensions)\//.test(manifest.apiVersion ?? "");
  if (!isIngress) return undefined;
  return { metadata: manifest.metadata, rules: manifest.spec?.rules, tls: manifest.spec?.tls };
}

function ingressOf({ metadata, rules, tls }: Parts): IngressRef {
  const { name = "", namespace, annotations } = metadata ?? {};
  // A wildcard matches many addresses and is none itself.
  const host = (rules ?? [])
    .map((each) => each.host ?? "")
    .find((each) => each !== "" && !each.includes("*"));
  const hasTls = (tls ?? []).some(({ hosts }) => isFor(hosts ?? [], host));
  const { scheme, port } = listenerOf(annotations ?? {}, hasTls);
  return { namespace: namespace ?? "default", name, scheme, port, host };
}

/** Whether TLS for some hosts is TLS for this one. `*` stands for one label. */
const isFor = (hosts: readonly string[], host: string | undefined): boolean =>
  host === undefined ||
  hosts.length === 0 ||
  hosts.some((one) => one === host || one === host.replace(/^[^.]+/, "*"));

/**
 * The listener for people: HTTPS where there is one. Without listen-ports, a certificate makes it HTTPS on 443.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#listen-ports
 */
function listenerOf(
  annotations: Record<string, string>,
  hasTls: boolean,
): Pick<IngressRef, "scheme" | "port"> {
  const listeners = readListeners(annotations["alb.ingress.kubernetes.io/listen-ports"]);
  const secure = listeners.find(({ protocol }) => protocol === "HTTPS");
  const [first] = listeners;
  if (secure !== undefined) return { scheme: "https", port: unlessUsual(secure.port, 443) };
  if (first !== undefined) return { scheme: "http", port: unlessUsual(first.port, 80) };
  const hasCertificate = annotations["alb.ingress.kubernetes.io/certificate-arn"] !== undefined;
  return { scheme: hasTls || hasCertificate ? "https" : "http", port: undefined };
}

const unlessUsual = (port: number, usual: number): number | undefined =>
  port === usual ? undefined : port;

/** Reads `[{"HTTP": 80}, {"HTTPS": 443}]`; a text that is not of that form gives none. */
function readListeners(text = "[]"): { protocol: string; port: number }[] {
  try {
    const listed = JSON.parse(text) as unknown;
    const objects = Array.isArray(listed) ? (listed as Record<string, unknown>[]) : [];
    return objects
      .flatMap((object) => Object.entries(object))
      .map(([protocol, port]) => ({ protocol, port: Number(port) }));
  } catch {
    return [];
  }
}
