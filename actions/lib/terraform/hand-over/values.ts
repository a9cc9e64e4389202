import { Numeral } from "../json.ts";
import type { Json } from "../json.ts";
import { own, stringify } from "../values.ts";
import type { HandOver } from "./problems.ts";

/** An image in the form that is passed on. */
interface HandedImage {
  repository: string;
  digest: string;
  /** Undefined = its tag is not known. */
  tag?: string | undefined;
}

export type HandedImages = Readonly<Record<string, HandedImage>>;

/**
 * The largest value of an environment variable, in bytes: Linux refuses to start a program with a text of more than 128
 * KiB.
 * https://man7.org/linux/man-pages/man2/execve.2.html
 */
const MOST_BYTES = 100_000;

/**
 * Returns outputs as defaults for variables of the same name. They reach the variables that the workspace declares and
 * that no other source gives. The tool reads a text inside a list or map as a template, so its `${` is escaped.
 * @returns the values, and the names of those that are too large for an environment variable
 */
export function outputDefaults(outputs: Readonly<Record<string, Json>>): {
  values: Record<string, string>;
  tooLarge: string[];
} {
  const values: Record<string, string> = {};
  const tooLarge: string[] = [];
  for (const [name, value] of Object.entries(outputs)) {
    if (value === null) continue;
    const text = textOf(value);
    if (Buffer.byteLength(text) > MOST_BYTES) tooLarge.push(name);
    else values[name] = text;
  }
  return { values, tooLarge };
}

const textOf = (value: Json): string =>
  typeof value === "string"
    ? value
    : stringify(value).replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);

/**
 * Returns the values of outputs that go to variables with other names. An output that does not exist yet is left out.
 */
export function mappedOutputs(
  { outputVariables }: Pick<HandOver, "outputVariables">,
  outputs: Readonly<Record<string, Json>>,
): Record<string, unknown> {
  const values = Object.entries(outputVariables).flatMap(([variable, output]) => {
    const value = own(outputs, output);
    return value === undefined ? [] : [[variable, plain(value)] as const];
  });
  return Object.fromEntries(values);
}

/**
 * Converts a value for a JSON file. A number with more digits than a double has is passed on as text, which the tool
 * reads as a number.
 */
export function plain(value: Json): unknown {
  if (value instanceof Numeral) return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Record<string, Json>).map(([name, member]) => [name, plain(member)]),
  );
}

/**
 * Returns the variables that images give: `images`, or those of `image-variables` in their shapes.
 * @param registry host of the registry; needed for the shape `uri`
 * @returns the variables, and the names of the images that have no tag although their shape needs it
 */
export function imageValues(
  { imageVariables }: Pick<HandOver, "imageVariables">,
  images: HandedImages,
  registry: string,
): { variables: Record<string, unknown>; withoutTag: string[] } {
  const withoutTag = new Set<string>();
  const shaped = (name: string, { repository, digest, tag }: HandedImage, shape: string) => {
    if (shape === "uri") return `${registry}/${repository}@${digest}`;
    if (shape === "repository+digest") return { repository, digest };
    if (tag === undefined) withoutTag.add(name);
    return { name: repository, version: tag ?? "" };
  };
  if (Object.keys(images).length === 0) return { variables: {}, withoutTag: [] };
  const given = Object.entries(imageVariables);
  if (given.length === 0) {
    const all = Object.entries(images).map(([name, { repository, digest }]) => [
      name,
      { repository, digest },
    ]);
    return { variables: { images: Object.fromEntries(all) as unknown }, withoutTag: [] };
  }
  const variables = given.map(([variable, { image, shape }]) => {
    if (image === undefined)
      return [
        variable,
        Object.fromEntries(
          Object.entries(images).map(([name, one]) => [name, shaped(name, one, shape)]),
        ),
      ];
    const one = own(images, image);
    return [variable, one === undefined ? undefined : shaped(image, one, shape)];
  });
  return {
    variables: Object.fromEntries(variables) as Record<string, unknown>,
    withoutTag: [...withoutTag],
  };
}
