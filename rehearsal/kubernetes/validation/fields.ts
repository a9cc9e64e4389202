import { badRequest } from "../errors.ts";
import { apiVersionOf, type Kind } from "../kinds.ts";
import type { Fields } from "../patch.ts";

const ALWAYS = ["apiVersion", "kind", "metadata"];
const MAPS = ["data", "binaryData", "immutable"];
/** The fields of kinds beside the ones that all have; kinds that are not here have `spec` and `status`. */
const FIELDS: Record<string, readonly string[]> = {
  configmaps: MAPS,
  secrets: [...MAPS, "stringData", "type"],
  serviceaccounts: ["secrets", "imagePullSecrets", "automountServiceAccountToken"],
  roles: ["rules"],
  clusterroles: ["rules", "aggregationRule"],
  rolebindings: ["subjects", "roleRef"],
  clusterrolebindings: ["subjects", "roleRef"],
};
const PLAIN = new Set([
  "deployments",
  "replicasets",
  "statefulsets",
  "daemonsets",
  "jobs",
  "cronjobs",
  "pods",
  "services",
  "ingresses",
  "namespaces",
  "networkpolicies",
  "poddisruptionbudgets",
  "resourcequotas",
]);

/**
 * The object without top-level fields that its kind does not have; the API drops those that are deeper too, which is
 * not played here. @throws StatusError 400 with fieldValidation=Strict
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
 */
export function knownFields(kind: Kind, object: Fields, url: URL): Fields {
  const own = FIELDS[kind.plural] ?? (PLAIN.has(kind.plural) ? ["spec", "status"] : undefined);
  if (own === undefined) return object;
  const known = new Set([...ALWAYS, ...own]);
  const unknown = Object.keys(object).filter((name) => !known.has(name));
  if (unknown.length > 0 && url.searchParams.get("fieldValidation") === "Strict") {
    const list = unknown.map((name) => `unknown field "${name}"`).join(", ");
    const version = apiVersionOf(kind).split("/").at(-1) ?? "";
    throw badRequest(
      `${kind.kind} in version "${version}" cannot be handled as a ${kind.kind}: strict decoding error: ${list}`,
    );
  }
  return Object.fromEntries(Object.entries(object).filter(([name]) => known.has(name)));
}
