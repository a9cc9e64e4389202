import type { Json } from "../../../lib/terraform/json.ts";
import { resourcesOf } from "../../../lib/terraform/state.ts";
import type { State, StateResource } from "../../../lib/terraform/state.ts";

/** An object as in a manifest. */
export interface ManifestObject {
  apiVersion?: string;
  kind?: string;
  metadata?: { name?: string; namespace?: string };
  spec?: unknown;
  /** Only in Secrets. */
  data?: Record<string, unknown> | null;
  stringData?: Record<string, unknown> | null;
  items?: ManifestObject[];
}

/** Objects, and what says that they exist, for example "the Helm release shop/web (revision 3)". */
export interface FoundObjects {
  origin: string;
  objects: readonly ManifestObject[];
}

/**
 * Adds objects that are in no state to a state, as resources of the type kubernetes_manifest. Code that reads a state
 * (which workloads, which addresses, what is not verified) then reads them, too.
 * @param without resources that the objects replace
 */
export function addObjects(
  state: State,
  found: readonly FoundObjects[],
  without: readonly StateResource[] = [],
): State {
  const kept = resourcesOf(state).filter((resource) => !without.includes(resource));
  const resources = [...kept, ...found.flatMap(resourcesFor)];
  return { ...state, values: { ...state.values, root_module: { resources } } };
}

const resourcesFor = ({ origin, objects }: FoundObjects): StateResource[] =>
  objects.map((manifest): StateResource => {
    const { namespace = "default", name = "" } = manifest.metadata ?? {};
    return {
      address: `${manifest.kind ?? ""} ${namespace}/${name} of ${origin}`,
      mode: "managed",
      type: "kubernetes_manifest",
      name,
      values: { manifest: manifest as unknown as Json, origin },
    };
  });
