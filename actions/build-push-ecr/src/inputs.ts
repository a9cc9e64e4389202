import * as z from "zod/mini";
import { inputErrors } from "../../lib/runtime/errors.ts";
import {
  Problem,
  flag,
  lines,
  matching,
  readActionInputs,
  required,
  yaml,
} from "../../lib/runtime/inputs.ts";
import type { InputType } from "../../lib/runtime/inputs.ts";
import { parseTemplate } from "./images/tags.ts";
import type { Template } from "./images/tags.ts";

/** One entry of the input `images`, with the defaults filled in. */
export interface ImageInput {
  name: string;
  /** Name in ECR, without host. */
  repository: string;
  /** Relative to the workspace. */
  context: string;
  /** Relative to the workspace; undefined = `Dockerfile` in the context. */
  file: string | undefined;
  target: string | undefined;
  /** Empty = the platform of the builder. */
  platforms: string[];
  buildArgs: Record<string, string>;
  /** Undefined = the templates of the input `tags`. */
  tags: Template[] | undefined;
}

export interface Inputs {
  images: ImageInput[];
  tags: Template[];
  push: boolean;
  createRepository: boolean;
  roleArn: string | undefined;
  region: string | undefined;
  expectedAccountId: string | undefined;
}

const ACCEPTED =
  "a YAML list such as [{name: frontend, repository: fleet-dev/frontend, context: app}]";

/** ECR's rule. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const REPOSITORY =
  /^(?=.{2,256}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;
const PLATFORM = /^[a-z0-9]+\/[a-z0-9]+(?:\/[a-z0-9]+)?$/;
const text = (pattern: RegExp, error: string) => z.string().check(z.regex(pattern, error));
const scalar = z.union([z.string(), z.number(), z.boolean()]);

// Strict: a misspelt key would otherwise be a build without that setting.
const IMAGE = z.strictObject({
  name: text(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "a name has letters, digits, dots and hyphens"),
  repository: text(
    REPOSITORY,
    "an ECR repository name such as fleet-dev/frontend, lower case, without host",
  ),
  context: z.optional(text(/^(?!-)./, "a folder of the repository")),
  file: z.optional(text(/^(?!-)./, "a file of the repository")),
  target: z.optional(text(/^[A-Za-z][A-Za-z0-9._-]*$/, "a stage of the Dockerfile")),
  platforms: z.optional(z.array(text(PLATFORM, "a platform such as linux/arm64"))),
  "build-args": z.optional(z.record(text(/^[A-Za-z_]\w*$/, "the name of an ARG"), scalar)),
  tags: z.optional(z.array(z.string())),
});

const images: InputType<ImageInput[]> = (value) => {
  const list = yaml(z.array(IMAGE), ACCEPTED, [])(value);
  if (list.length === 0) throw new Problem(`accepted is ${ACCEPTED}`);
  const names = list.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new Problem(`accepted is one entry for each name; ${twice} is there twice`);
  return list.map(imageOf);
};

function imageOf(entry: z.infer<typeof IMAGE>): ImageInput {
  return {
    name: entry.name,
    repository: entry.repository,
    context: entry.context ?? ".",
    file: entry.file,
    target: entry.target,
    platforms: entry.platforms ?? [],
    buildArgs: Object.fromEntries(
      Object.entries(entry["build-args"] ?? {}).map(([name, argument]) => [name, String(argument)]),
    ),
    tags: entry.tags?.map(template),
  };
}

/** @throws Problem that names the template */
function template(line: string): Template {
  const parsed = parseTemplate(line);
  if ("problem" in parsed) throw new Problem(parsed.problem);
  return parsed;
}

const templates: InputType<Template[]> = (value) => {
  const found = lines(value).map(template);
  if (found.length === 0) throw new Problem("accepted is at least one template such as type=sha");
  return found;
};

/** Reads the inputs of action.yml. @throws ActionError `invalid-input` with all problems */
export function readInputs(): Inputs {
  const given = readActionInputs({
    images: (value) => images(required(ACCEPTED)(value)),
    tags: templates,
    push: flag,
    "create-repository": flag,
    "role-arn": matching(
      /^arn:[^:]+:iam::\d{12}:role\/.+$/,
      "a role such as arn:aws:iam::111122223333:role/fleet-deploy",
    ),
    "aws-region": matching(/^[a-z]{2,}(-[a-z]+)+-\d+$/, "a region such as eu-west-1"),
    "expected-account-id": matching(/^\d{12}$/, "twelve digits such as 111122223333"),
  });
  if (given.push && given["aws-region"] === undefined)
    throw inputErrors([
      "aws-region: nothing is given, accepted is a region such as eu-west-1 (it is needed unless push is false)",
    ]);
  return {
    images: given.images,
    tags: given.tags,
    push: given.push,
    createRepository: given["create-repository"],
    roleArn: given["role-arn"],
    region: given["aws-region"],
    expectedAccountId: given["expected-account-id"],
  };
}
