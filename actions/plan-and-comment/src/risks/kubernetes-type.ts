import { JsonError, parseJson } from "../../../lib/terraform/json.ts";
import type { Json } from "../../../lib/terraform/json.ts";
import type { ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { isObject, own } from "../../../lib/terraform/values.ts";
import type { JsonObject } from "../../../lib/terraform/values.ts";

/** API groups for whose kinds the Kubernetes provider has types. Another group may have a kind of the same name. */
const GROUPS = new Set([
  "",
  "apps",
  "apiextensions.k8s.io",
  "extensions",
  "networking.k8s.io",
  "rbac.authorization.k8s.io",
]);

/**
 * Returns the type of a resource. For a Kubernetes object, leaves out the version that the provider adds to the type:
 * `kubernetes_namespace` for kubernetes_namespace_v1, and for a manifest of that kind. A plan that neither Terraform
 * nor OpenTofu wrote may leave out the type.
 */
export function kubernetesTypeOf({ type, change: { before, after } }: ResourceChange): string {
  if (!/^ku(?:be|stom)/.test(type)) return type;
  const object = isObject(before) ? before : after;
  const manifest = isObject(object) ? manifestOf(type, object) : undefined;
  if (manifest === undefined) return type.replace(/_v\d+(?:(?:alpha|beta)\d+)?$/, "");
  const [version, kind] = manifest;
  const group = version.includes("/") ? version.split("/", 1)[0] : "";
  if (!GROUPS.has(group ?? "")) return type;
  return `kubernetes_${kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase()}`;
}

/** Returns apiVersion and kind of the manifest that a resource applies. */
function manifestOf(type: string, object: JsonObject): [version: string, kind: string] | undefined {
  const [manifest, version, kind] = (
    {
      kubernetes_manifest: [own(object, "manifest"), "apiVersion", "kind"],
      // The text of the manifest is YAML. The provider has version and kind next to it.
      kubectl_manifest: [object, "api_version", "kind"],
      kustomization_resource: [parsed(own(object, "manifest")), "apiVersion", "kind"],
    } as Record<string, [Json | undefined, string, string]>
  )[type] ?? [undefined, "", ""];
  if (!isObject(manifest)) return undefined;
  const found = [own(manifest, version), own(manifest, kind)];
  return found.every((one) => typeof one === "string") ? (found as [string, string]) : undefined;
}

function parsed(text: Json | undefined): Json | undefined {
  try {
    return typeof text === "string" ? parseJson(text) : undefined;
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}
