import type { KnownValues } from "../../../lib/terraform/known-values/check.ts";
import { UNKNOWN } from "../../../lib/terraform/known-values/reduce.ts";
import type { SecretSource } from "../../../lib/terraform/variables-from-secret/input-type.ts";

/** What gives the Kubernetes workspace its variables in a later step of the run. */
interface Later {
  /** Names of outputs of the infrastructure. */
  outputs: ReadonlySet<string>;
  outputVariables: Readonly<Record<string, unknown>>;
  imageVariables: Readonly<Record<string, unknown>>;
  variablesFromSecret: readonly SecretSource[];
  /** Names of variables that are declared sensitive or ephemeral. */
  secretVariables: ReadonlySet<string>;
  /** Names of the images of the run; undefined = not known. */
  images: readonly string[] | undefined;
}

/** Variables that kube-deploy gives whatever the inputs are. */
const ALWAYS = ["images", "cluster_name"];

/**
 * Returns which variables may get their value later. A secret variable may get its value from the environment, which
 * this job may not see. An entry of variables-from-secret without a name gives whatever the secret has.
 */
export function laterValues(given: Later): Pick<KnownValues, "later" | "partly"> {
  const { outputs, outputVariables, imageVariables, variablesFromSecret, images } = given;
  const names = new Set([
    ...ALWAYS,
    ...outputs,
    ...given.secretVariables,
    ...Object.keys(outputVariables),
    ...Object.keys(imageVariables),
    ...variablesFromSecret.flatMap(({ variable }) => variable ?? []),
  ]);
  const isOpen = variablesFromSecret.some(({ variable }) => variable === undefined);
  const areImages = images !== undefined && Object.keys(imageVariables).length === 0;
  return {
    later: (name) => isOpen || names.has(name),
    partly: areImages ? { images: imagesOf(images) } : {},
  };
}

/** Returns images whose values are unknown. Their names decide which image a workload may have. */
const imagesOf = (names: readonly string[]): string =>
  `{ ${names.map((name) => `${JSON.stringify(name)} = { repository = ${UNKNOWN}, digest = ${UNKNOWN} }`).join(", ")} }`;
