import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State, StateResource } from "../../../lib/terraform/state.ts";
import { appliedManifest } from "./manifest.ts";

/** An Ingress in the Terraform state, and what the state says about its address. */
export interface IngressRef {
  namespace: string;
  name: string;
  scheme: "http" | "https";
  /** Undefined = the default port of the scheme. */
  port: number | undefined;
  /** Undefined = only its load balancer has an address. */
  host: string | undefined;
  /** Who may reach it, if its annotations say that not everybody may: "it only admits 10.0.0.0/8 (annotation ...)". */
  restriction: string | undefined;
}

type Annotations = Record<string, string> | null | undefined;

/** A certificate, and the hosts that it is for; without hosts, the controller decides for which hosts it is used. */
interface Tls {
  hosts?: readonly string[] | null;
}

/** The parts of an Ingress that are read, for every form in which it is written. */
interface Parts {
  metadata: { name?: string; namespace?: string | null; annotations?: Annotations } | undefined;
  rules: readonly { host?: string | null }[] | null | undefined;
  tls: readonly Tls[] | null | undefined;
}

/** Attributes of a resource as the provider writes them: a block is a list of at most one object. */
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

/** Finds the Ingresses of a state, including those written as manifests. Those with a host come first. */
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
  // A wildcard matches many addresses, but is not an address itself.
  const host = (rules ?? [])
    .map((each) => each.host ?? "")
    .find((each) => each !== "" && !each.includes("*"));
  const hasTls = (tls ?? []).some(({ hosts }) => isFor(hosts ?? [], host));
  const { scheme, port } = listenerOf(annotations ?? {}, hasTls);
  const restriction = restrictionOf(annotations ?? {});
  return { namespace: namespace ?? "default", name, scheme, port, host, restriction };
}

/**
 * Annotations with the addresses that an Ingress admits.
 * https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#whitelist-source-range
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#inbound-cidrs
 */
const RANGES = [
  "nginx.ingress.kubernetes.io/whitelist-source-range",
  "nginx.ingress.kubernetes.io/allowlist-source-range",
  "alb.ingress.kubernetes.io/inbound-cidrs",
];
const SCHEME = "alb.ingress.kubernetes.io/scheme";
const EVERYBODY = /(?:^|[,\s])(?:0\.0\.0\.0|::)\/0(?:[,\s]|$)/;

function restrictionOf(annotations: Record<string, string>): string | undefined {
  const name = RANGES.find((one) => {
    const ranges = annotations[one] ?? "";
    return ranges.trim() !== "" && !EVERYBODY.test(ranges);
  });
  if (name !== undefined) return `it only admits ${annotations[name] ?? ""} (annotation ${name})`;
  return annotations[SCHEME] === "internal"
    ? `its load balancer is internal, so only the VPC reaches it (annotation ${SCHEME})`
    : undefined;
}

/** Returns whether TLS for some hosts is also for this host. `*` stands for one label. */
const isFor = (hosts: readonly string[], host: string | undefined): boolean =>
  host === undefined ||
  hosts.length === 0 ||
  hosts.some((one) => one === host || one === host.replace(/^[^.]+/, "*"));

/**
 * Returns the listener for people: HTTPS if there is one, here or in another Ingress of the group, to which this one
 * redirects. Without listen-ports, a certificate means HTTPS on 443.
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
  const redirect = annotations["alb.ingress.kubernetes.io/ssl-redirect"] ?? "";
  if (/^\d+$/.test(redirect)) return { scheme: "https", port: unlessUsual(Number(redirect), 443) };
  if (first !== undefined) return { scheme: "http", port: unlessUsual(first.port, 80) };
  const hasCertificate = annotations["alb.ingress.kubernetes.io/certificate-arn"] !== undefined;
  const isSecure = hasTls || hasCertificate || servesTls(annotations);
  return { scheme: isSecure ? "https" : "http", port: undefined };
}

/**
 * Returns whether annotations send every request to HTTPS, or take only HTTPS. The certificate is then elsewhere: with
 * the load balancer in front of the controller, or in the controller's own settings.
 * https://kubernetes.github.io/ingress-nginx/user-guide/tls/#server-side-https-enforcement-through-redirect
 * https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/
 */
const servesTls = (annotations: Record<string, string>): boolean =>
  annotations["nginx.ingress.kubernetes.io/force-ssl-redirect"] === "true" ||
  annotations["traefik.ingress.kubernetes.io/router.tls"] === "true" ||
  annotations["traefik.ingress.kubernetes.io/router.entrypoints"] === "websecure";

const unlessUsual = (port: number, usual: number): number | undefined =>
  port === usual ? undefined : port;

/** Reads `[{"HTTP": 80}, {"HTTPS": 443}]`. Returns an empty list for a text of another form. */
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
