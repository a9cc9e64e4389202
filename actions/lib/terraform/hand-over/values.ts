import { Numeral } from "../json.ts";
import type { Json } from "../json.ts";
import { own, stringify } from "../values.ts";
import type { HandOver } from "./problems.ts";

/** An image as it is handed on. */
interface HandedImage {
  repository: string;
  digest: string;
  /** Undefined = its tag is not known. */
  tag?: string | undefined;
}

export type HandedImages = Readonly<Record<string, HandedImage>>;

/**
 * The largest value of an environment variable: Linux refuses a program that gets a text of more than 128 KiB.
 * https://man7.org/linux/man-pages/man2/execve.2.html
 */
const MOST_BYTES = 100_000;

/**
 * Outputs as defaults for variables of the same name: they reach those that the workspace declares and that nothing else
 * gives. A text inside of a list or map is a template to the tool, so its `${` is escaped.
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

/** The values of outputs that go to variables of other names. What is not an output yet is left out. */
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

/** For a JSON file: a number with more digits than a double has is handed on as text, which the tool reads as a number. */
export function plain(value: Json): unknown {
  if (value instanceof Numeral) return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Record<string, Json>).map(([name, member]) => [name, plain(member)]),
  );
}

/**
 * The variables that images give: `images`, or those of `image-variables` in their shapes.
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
