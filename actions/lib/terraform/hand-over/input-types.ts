import * as z from "zod/mini";
import { NotValid, matching, yaml } from "../../runtime/input-types.ts";
import type { YamlType } from "../../runtime/input-types.ts";

/** What a variable gets from an image. */
const IMAGE_SHAPES = ["uri", "repository+digest", "name+version"] as const;
type ImageShape = (typeof IMAGE_SHAPES)[number];

/** An image that the Kubernetes workspace gets under another name, by the name of its variable. */
export interface ImageVariable {
  /** Undefined = the variable is a map of all images by name. */
  image: string | undefined;
  shape: ImageShape;
}

const NAME = /^[\p{L}_][\p{L}\p{N}_-]*$/u;
const IMAGE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

const OUTPUT = "the name of an output, for example vpc_id";
const OUTPUTS = "a YAML map of variable and output, for example {network_id: vpc_id}";
const SHAPE = `a shape: ${IMAGE_SHAPES.join(", ")}`;
const IMAGE = "the name of an image, for example web";
const ENTRY = "a shape, or a map of image and shape, for example {image: web, shape: uri}";
const IMAGES =
  "a YAML map of variable and what it gets, for example {web_image: {image: web, shape: uri}}";

const shape = z.enum(IMAGE_SHAPES, SHAPE);

const imageVariables = yaml(
  z.record(
    z.string(),
    z.union(
      [
        shape,
        z.strictObject(
          {
            image: z.optional(z.string(IMAGE).check(z.regex(IMAGE_NAME, IMAGE))),
            shape,
          },
          ENTRY,
        ),
      ],
      ENTRY,
    ),
    IMAGES,
  ),
  { name: "YAML map", expected: IMAGES, empty: {} },
);

const outputVariables = yaml(
  z.record(z.string(), z.string(OUTPUT).check(z.regex(NAME, OUTPUT)), OUTPUTS),
  { name: "YAML map", expected: OUTPUTS, empty: {} },
);

/**
 * Checks that the keys can be names of variables.
 * @throws NotValid for a key that cannot
 */
function checkNames(given: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(given))
    if (!NAME.test(name))
      throw new NotValid(`${JSON.stringify(name)} is not the name of a variable`);
}

const asImageVariables: YamlType<Record<string, ImageVariable>, Record<string, ImageVariable>> = {
  ...imageVariables,
  parse(given) {
    const parsed = imageVariables.parse(given);
    checkNames(parsed);
    return Object.fromEntries(
      Object.entries(parsed).map(([name, entry]) => [
        name,
        typeof entry === "string"
          ? { image: undefined, shape: entry }
          : { image: entry.image, shape: entry.shape },
      ]),
    );
  },
};

const asOutputVariables: YamlType<Record<string, string>, Record<string, string>> = {
  ...outputVariables,
  parse(given) {
    const parsed = outputVariables.parse(given);
    checkNames(parsed);
    return parsed;
  },
};

/** The inputs that define how outputs and images reach a Kubernetes workspace that does not belong to this pipeline. */
export const HAND_OVER_INPUTS = {
  "cluster-output": {
    type: matching(NAME, "the name of an output, for example cluster_name", "output name"),
    default: "cluster_name",
    description: "Name of the infrastructure's output that contains the name of the EKS cluster.",
  },
  "output-variables": {
    type: asOutputVariables,
    description:
      "YAML map from a variable of the Kubernetes workspace to an output of the infrastructure, for outputs that have another name, such as `network_id: vpc_id`. Without an entry, an output that is not sensitive reaches the variable of the same name.",
  },
  "image-variables": {
    type: asImageVariables,
    description:
      "YAML map from a variable of the Kubernetes workspace to the form in which it gets images, instead of the variable `images`. Forms: `uri` (registry, repository and digest), `repository+digest` (an object) and `name+version` (an object of repository and tag). `web_image: {image: web, shape: uri}` gives one image; `app_images: uri` gives a map of all images.",
  },
} as const;
