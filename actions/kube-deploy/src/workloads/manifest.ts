import { isObject } from "../../../lib/terraform/values.ts";
import type { JsonObject } from "../../../lib/terraform/values.ts";
import { NotYaml, readYaml } from "../../../lib/text/yaml.ts";

/** The attributes that contain a manifest as text, in YAML or JSON, by the type of their resource. */
const TEXTS: ReadonlyMap<string, string> = new Map([
  // gavinbunney/kubectl, alekc/kubectl. Unlike yaml_body it has the namespace of override_namespace, and hides secrets:
  // https://github.com/alekc/terraform-provider-kubectl/blob/master/kubernetes/resource_kubectl_manifest.go
  ["kubectl_manifest", "yaml_body_parsed"],
  // https://registry.terraform.io/providers/kbst/kustomization/latest/docs/resources/resource
  ["kustomization_resource", "manifest"],
]);

/** Returns whether resources of a type apply a manifest as it is written. */
export const isManifestType = (type: string): boolean =>
  type === "kubernetes_manifest" || TEXTS.has(type);

/**
 * Returns the object that a resource applies as a manifest. Undefined if the resource has another type, or the object
 * is not known before the apply.
 * @param values attributes in a plan or a state
 */
export function appliedManifest(type: string, values: JsonObject): JsonObject | undefined {
  if (type === "kubernetes_manifest") return objectOf(values["manifest"]);
  const text = values[TEXTS.get(type) ?? ""];
  // Definitions have thousands of lines, but run nothing.
  if (typeof text !== "string" || values["kind"] === "CustomResourceDefinition") return undefined;
  try {
    return objectOf(readYaml(text));
  } catch (error) {
    if (error instanceof NotYaml) return undefined;
    throw error;
  }
}

const objectOf = (value: unknown): JsonObject | undefined => (isObject(value) ? value : undefined);
