import { applyRules } from "../../runtime/accepted.ts";
import { closestWord } from "../../text/closest.ts";
import type { Declared } from "./declared.ts";
import type { ImageVariable } from "./input-types.ts";

/** A workspace by its name in messages, and what its files declare. */
export interface NamedWorkspace {
  name: string;
  declared: Declared;
}

/** What is passed to the Kubernetes workspace, and under which names. */
export interface HandOver {
  /** Variable to output. */
  outputVariables: Readonly<Record<string, string>>;
  imageVariables: Readonly<Record<string, ImageVariable>>;
}

/** Returns "Did you mean x?", or else all accepted names. */
export function expected(given: string, accepted: Iterable<string>, what: string): string {
  const all = [...accepted].sort();
  const meant = closestWord(given, all);
  if (meant !== undefined) return `Did you mean ${meant}?`;
  return all.length === 0 ? `There is no ${what}.` : `Expected one of ${all.join(", ")}.`;
}

/**
 * Returns what is wrong with the names that are passed to the Kubernetes workspace. Each sentence begins with the
 * input.
 * @param outputs names that the infrastructure passes on, and names that it does not pass on because they are
 *   sensitive; undefined = not known here
 * @param images names of the images; undefined = not known here
 */
export function handOverProblems(
  given: HandOver,
  { name, declared }: NamedWorkspace,
  outputs: OutputNames | undefined,
  images: readonly string[] | undefined,
): string[] {
  const undeclared = (input: string, variables: readonly string[]): string[] =>
    variables
      .filter((variable) => !declared.variables.has(variable))
      .map(
        (variable) =>
          `${input}: "${variable}" is not a variable of ${name}. ${expected(variable, declared.variables, "variable in it")}`,
      );
  return applyRules([
    () => undeclared("output-variables", Object.keys(given.outputVariables)),
    () =>
      outputs === undefined
        ? []
        : Object.values(given.outputVariables).flatMap((output) => outputProblems(output, outputs)),
    () => undeclared("image-variables", Object.keys(given.imageVariables)),
    () => (images === undefined ? [] : imageProblems(given.imageVariables, images)),
    () => givenTwice(given),
  ]);
}

const givenTwice = ({ outputVariables, imageVariables }: HandOver): string[] =>
  Object.keys(outputVariables)
    .filter((variable) => Object.hasOwn(imageVariables, variable))
    .map(
      (variable) =>
        `image-variables: "${variable}" is also given by output-variables. Expected only one of them.`,
    );

/** Names of outputs, and of the workspace that has them. */
export interface OutputNames {
  of: string;
  open: ReadonlySet<string>;
  sensitive: ReadonlySet<string>;
}

function outputProblems(output: string, { of, open, sensitive }: OutputNames): string[] {
  if (open.has(output)) return [];
  if (sensitive.has(output))
    return [
      `output-variables: the output "${output}" of ${of} is sensitive, so its value is not passed on. Expected an output that is not sensitive; give the value through the secret TERRAFORM_VARIABLES.`,
    ];
  return [
    `output-variables: "${output}" is not an output of ${of}. ${expected(output, open, "output in it")}`,
  ];
}

/** Returns names of images that `image-variables` uses but that do not exist. Each sentence begins with the input. */
export function imageProblems(
  imageVariables: Readonly<Record<string, ImageVariable>>,
  images: readonly string[],
): string[] {
  const missing = Object.values(imageVariables).flatMap(({ image }) =>
    image === undefined || images.includes(image) ? [] : [image],
  );
  return [...new Set(missing)].map(
    (image) => `image-variables: there is no image "${image}". ${expected(image, images, "image")}`,
  );
}

/** Returns what is wrong with the output that names the cluster; undefined if nothing is wrong. */
export function clusterOutputProblem(
  output: string,
  { of, open, sensitive }: OutputNames,
): string | undefined {
  if (open.has(output)) return undefined;
  if (sensitive.has(output))
    return `cluster-output: the output "${output}" of ${of} is sensitive. Expected an output that is not sensitive: the name of a cluster is not a secret.`;
  return `cluster-output: ${of} has no output "${output}", so the cluster would not be known after it is applied. ${expected(output, open, "output in it")} Or give cluster-name.`;
}

/** Returns variables for several workspaces that none of them declares. */
export function sharedProblems(
  input: string,
  given: Iterable<string>,
  workspaces: readonly NamedWorkspace[],
): string[] {
  if (workspaces.length === 0) return [];
  const declared = new Set(workspaces.flatMap((one) => [...one.declared.variables]));
  const names = workspaces.map(({ name }) => name).join(" or ");
  return [...given]
    .filter((variable) => !declared.has(variable))
    .map(
      (variable) =>
        `${input}: "${variable}" is not a variable of ${names}. ${expected(variable, declared, "variable in it")}`,
    );
}
