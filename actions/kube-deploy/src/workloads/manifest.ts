import { isObject } from "../../../lib/terraform/values.ts";
import type { JsonObject } from "../../../lib/terraform/values.ts";
import { NotYaml, readYaml } from "../../../lib/text/yaml.ts";

/** Types of resources that apply a manifest as it is written. */
export const isManifestType = (type: string): boolean =>
  type === "kubernetes_manifest" || type === "kubectl_manifest";

/**
 * The object that a resource applies as a manifest: the one in a kubernetes_manifest, or the YAML of a kubectl_manifest, of
 * the providers gavinbunney/kubectl and alekc/kubectl. Undefined: it is of another type, or not known before the apply.
 * @param values attributes, of a plan or a state
 */
export function appliedManifest(type: string, values: JsonObject): JsonObject | undefined {
  if (type === "kubernetes_manifest") return objectOf(values["manifest"]);
  // Definitions have thousands of lines, and run nothing.
  if (type !== "kubectl_manifest" || values["kind"] === "CustomResourceDefinition")
    return undefined;
  // Unlike yaml_body it has the namespace of override_namespace, and hides what is sensitive:
  // https://github.com/alekc/terraform-provider-kubectl/blob/master/kubernetes/resource_kubectl_manifest.go
  const text = values["yaml_body_parsed"];
  if (typeof text !== "string") return undefined;
  try {
    return objectOf(readYaml(text));
  } catch (error) {
    if (error instanceof NotYaml) return undefined;
    throw error;
  }
}

const objectOf = (value: unknown): JsonObject | undefined => (isObject(value) ? value : undefined);
