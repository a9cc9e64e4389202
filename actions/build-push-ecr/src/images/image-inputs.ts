import * as z from "zod/mini";
import { REPOSITORY, REPOSITORY_NAME } from "../../../lib/aws/input-types.ts";
import { isOfPipeline, pathInPipeline } from "../../../lib/pipeline-path.ts";
import { NotValid, duration, splitLines, yaml } from "../../../lib/runtime/input-types.ts";
import type { InputType, YamlType } from "../../../lib/runtime/input-types.ts";
import { GRAMMAR, parseTemplate } from "./tags.ts";
import type { Template } from "./tags.ts";
import { SECRET_ID } from "./secrets.ts";

/** One entry of the input `images`, with the defaults filled in. */
export interface ImageInput {
  name: string;
  /** Name in ECR, without host. */
  repository: string;
  /** Relative to the repository; `$/...` is relative to the action's repository. */
  context: string;
  /** Relative to the repository, or `$/...`; undefined = `Dockerfile` in the context. */
  file: string | undefined;
  target: string | undefined;
  /** Empty = the platform of the builder. */
  platforms: string[];
  buildArgs: Record<string, string>;
  /** Names among the build secrets. */
  secrets: string[];
  /** Undefined = the templates of the input `tags`. */
  tags: Template[] | undefined;
}

const text = (pattern: RegExp, expected: string) =>
  z.string(expected).check(z.regex(pattern, expected));
const place = (expected: string) =>
  z.string(expected).check(
    z.regex(/^(?!-)./, expected),
    z.refine(
      (given) => !isOfPipeline(given) || pathInPipeline(given) !== undefined,
      "a path inside the pipeline's repository, such as $/docker/backend",
    ),
  );
/**
 * Architectures as Go names them. BuildKit accepts any word: an image `FROM scratch` with a misspelt architecture runs
 * nowhere.
 * https://github.com/opencontainers/image-spec/blob/main/image-index.md#platform-variants
 */
const PLATFORM = text(
  /^[a-z0-9]+\/(?:386|amd64|arm|arm64|loong64|mips|mips64|mips64le|mipsle|ppc64|ppc64le|riscv64|s390x|wasm)(?:\/v?\d+(?:\.\d+)?)?$/,
  "a platform, for example linux/arm64",
);

// Strict: otherwise a misspelt key would be ignored, and the image would be built without that setting.
const IMAGE = z.strictObject(
  {
    name: text(
      /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
      "a name of letters, digits, dots and hyphens, for example web",
    ),
    repository: text(REPOSITORY_NAME, REPOSITORY),
    context: z.optional(place("a folder of the repository, for example app")),
    file: z.optional(place("a file of the repository, for example app/Dockerfile")),
    // BuildKit finds a stage by its name only. It refuses a number, but only after the build has begun.
    target: z.optional(
      text(
        /^[A-Za-z][A-Za-z0-9._-]*$/,
        "the name of a stage of the Dockerfile (FROM … AS runtime), for example runtime",
      ),
    ),
    platforms: z.optional(
      z.array(PLATFORM, "a list of platforms, for example [linux/amd64, linux/arm64]"),
    ),
    "build-args": z.optional(
      z.record(
        text(/^[A-Za-z_]\w*$/, "the name of an ARG: letters, digits and underscores"),
        z.string("text; quote a value that YAML reads as a list or a map"),
        'a map of name and value, for example {VERSION: "1.2.3"}',
      ),
    ),
    secrets: z.optional(
      z.array(
        text(SECRET_ID, "the name of a build secret, for example npm_token"),
        "a list of names, for example [npm_token]",
      ),
    ),
    tags: z.optional(
      z.array(
        z.string("a tag template, for example type=sha"),
        "a list of tag templates, for example [type=sha]",
      ),
    ),
  },
  "a map such as {name: web, repository: fleet-dev/web, context: app}",
);

const LIST = "a YAML list such as [{name: frontend, repository: fleet-dev/frontend, context: app}]";
const IMAGES = yaml(z.array(IMAGE, LIST), {
  name: "YAML list",
  expected: LIST,
  empty: undefined,
  // Without this, YAML reads a version such as 22.10 as the number 22.1, which is another version.
  scalars: "text",
});

/** The input `images`. */
export const images: YamlType<ImageInput[], undefined> = {
  ...IMAGES,
  parse(given) {
    const list = IMAGES.parse(given);
    if (list.length === 0) throw new NotValid("it names no image");
    const names = list.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new NotValid(`${twice} appears twice`);
    return list.map(imageOf);
  },
};

/** Returns what is wrong with the names of the repositories, including the prefix: one sentence for each. */
export const repositoryProblems = (
  list: readonly Pick<ImageInput, "name" | "repository">[],
  prefix: string,
): string[] =>
  list
    .filter(({ repository }) => !REPOSITORY_NAME.test(prefix + repository))
    .map(
      ({ name, repository }) =>
        `the repository of ${name} is "${prefix}${repository}" with repository-prefix, which is not valid. Expected ${REPOSITORY}.`,
    );

function imageOf(entry: z.infer<typeof IMAGE>): ImageInput {
  return {
    name: entry.name,
    repository: entry.repository,
    context: entry.context ?? ".",
    file: entry.file,
    target: entry.target,
    platforms: entry.platforms ?? [],
    buildArgs: entry["build-args"] ?? {},
    secrets: entry.secrets ?? [],
    tags: entry.tags?.map(templateOf),
  };
}

/** The input `max-age`: a duration of at least a minute. */
export const period: InputType<number> = {
  ...duration,
  expected: "a duration of at least a minute, for example 12h or 7d",
  parse(given) {
    const milliseconds = duration.parse(given);
    if (milliseconds < 60_000) throw new NotValid();
    return milliseconds;
  },
};

/** The input `tags`. */
export const tagTemplates: InputType<Template[]> = {
  name: "list, one per line",
  expected: `tag templates, one per line: ${GRAMMAR}`,
  empty: undefined,
  parse: (given) => splitLines(given).map(templateOf),
};

/** @throws NotValid that names the template */
function templateOf(line: string): Template {
  const parsed = parseTemplate(line);
  if ("problem" in parsed) throw new NotValid(parsed.problem);
  return parsed;
}
