import type { Dockerfile, Instruction } from "./dockerfile.ts";
import { readDockerfile } from "./dockerfile.ts";
import { expand, splitWords } from "./expand.ts";
import { NotComparable } from "./not-comparable.ts";

/** What decides which images a Dockerfile uses. */
export interface BuildSettings {
  /** Name or number of a stage; undefined = the last stage. */
  target: string | undefined;
  buildArgs: Readonly<Record<string, string>>;
  /** os/architecture[/variant]; at least one. */
  platforms: readonly string[];
}

/** A stage, and what it takes from other stages and images. */
interface Stage {
  /** Lower case. */
  name: string | undefined;
  /** Stages or images of FROM, COPY --from and RUN --mount. */
  sources: string[];
  /** Why the content of the stage is not known. */
  doubt: string | undefined;
}

/**
 * Returns every image that a build reads from a registry: bases of the stages that the target needs, images of COPY
 * --from and RUN --mount, and the frontend of `# syntax=`. Sorted, each once.
 * @throws NotComparable if the images depend on something that is only known during the build, or on an address that
 *   ADD fetches
 */
export function baseImagesOf(text: string, settings: BuildSettings): string[] {
  const dockerfile = readDockerfile(text);
  const images = new Set<string>();
  const frontend = frontendOf(dockerfile, settings);
  if (frontend !== undefined) images.add(frontend);
  for (const platform of settings.platforms)
    for (const image of imagesFor(dockerfile, settings, platform)) images.add(image);
  return [...images].sort();
}

/** Returns the frontend of the Dockerfile. A frontend other than Docker's may interpret the file in its own way. */
function frontendOf({ syntax }: Dockerfile, { buildArgs }: BuildSettings): string | undefined {
  const frontend = buildArgs["BUILDKIT_SYNTAX"] ?? syntax;
  if (frontend === undefined || /^(?:docker\.io\/)?docker\/dockerfile(?:[:@]|$)/.test(frontend))
    return frontend;
  throw new NotComparable(
    `the Dockerfile frontend ${frontend} may interpret the Dockerfile in its own way`,
  );
}

function imagesFor(
  { instructions }: Dockerfile,
  { target, buildArgs }: BuildSettings,
  platform: string,
): Set<string> {
  const stages = readStages(instructions, buildArgs, {
    ...platformVariables(platform),
    TARGETSTAGE: target ?? "default",
  });
  const images = new Set<string>();
  const seen = new Set<number>();
  const visit = (index: number): void => {
    const stage = stages[index];
    if (stage === undefined || seen.has(index)) return;
    seen.add(index);
    if (stage.doubt !== undefined) throw new NotComparable(stage.doubt);
    for (const source of stage.sources) {
      const earlier = findStage(stages.slice(0, index), source);
      if (earlier >= 0) visit(earlier);
      else if (source !== "scratch") images.add(source);
    }
  };
  const wanted = target === undefined ? stages.length - 1 : findStage(stages, target);
  if (wanted < 0)
    throw new NotComparable("the Dockerfile does not have the stage that is to be built");
  visit(wanted);
  return images;
}

/** Returns the index of the last stage with that name, or of the stage with that number. */
function findStage(stages: readonly Stage[], reference: string): number {
  const named = stages.findLastIndex(({ name }) => name === reference.toLowerCase());
  if (named >= 0) return named;
  return /^\d+$/.test(reference) && Number(reference) < stages.length ? Number(reference) : -1;
}

function readStages(
  instructions: readonly Instruction[],
  buildArgs: BuildSettings["buildArgs"],
  known: Readonly<Record<string, string>>,
): Stage[] {
  const variables: Record<string, string> = { ...known };
  const stages: Stage[] = [];
  for (const instruction of instructions) {
    const stage = stages.at(-1);
    if (instruction.keyword === "FROM") stages.push(readFrom(instruction, variables));
    else if (stage !== undefined) readSources(instruction, stage);
    else if (instruction.keyword === "ARG") declare(instruction, variables, buildArgs);
  }
  return stages;
}

function platformVariables(platform: string): Record<string, string> {
  const [os = "", architecture = "", written = ""] = platform.split("/");
  const variant = usualVariant(architecture, written);
  return {
    TARGETPLATFORM: [os, architecture, variant].filter((part) => part !== "").join("/"),
    TARGETOS: os,
    TARGETARCH: architecture,
    TARGETVARIANT: variant,
  };
}

/**
 * Returns a variant as BuildKit writes it: the variant that all machines of an architecture have is left out.
 * https://github.com/containerd/platforms/blob/main/database.go
 */
function usualVariant(architecture: string, variant: string): string {
  if (architecture === "arm64") return /^v?8$/.test(variant) ? "" : variant;
  if (architecture === "amd64") return variant === "v1" ? "" : variant;
  if (architecture !== "arm") return variant;
  return variant === "" ? "v7" : variant.replace(/^(?=[5-8]$)/, "v");
}

/** Reads ARG before the first FROM: it declares the only variables that FROM can use. */
function declare(
  { rest }: Instruction,
  variables: Record<string, string>,
  buildArgs: BuildSettings["buildArgs"],
): void {
  for (const word of splitWords(rest)) {
    const [name = "", ...fallback] = word.split("=");
    const given = Object.hasOwn(buildArgs, name) ? buildArgs[name] : undefined;
    if (given !== undefined) variables[name] = given;
    else if (fallback.length > 0) variables[name] = expand(fallback.join("="), variables);
  }
}

function readFrom({ rest }: Instruction, variables: Readonly<Record<string, string>>): Stage {
  const [image = "", , name] = splitWords(rest);
  try {
    const source = expand(image, variables);
    const doubt = source === "" ? `FROM ${image} names no image` : undefined;
    return { name: name?.toLowerCase(), sources: [source], doubt };
  } catch (error) {
    if (!(error instanceof NotComparable)) throw error;
    return { name: name?.toLowerCase(), sources: [], doubt: error.message };
  }
}

/** Adds to a stage what one of its instructions takes from other stages, images or addresses. */
function readSources({ keyword, flags, rest }: Instruction, stage: Stage): void {
  const from = flags.flatMap(([name, value]) => {
    if (name === "from") return [value];
    if (keyword !== "RUN" || name !== "mount") return [];
    return value.split(",").flatMap((part) => /^from=(.*)$/.exec(part)?.[1] ?? []);
  });
  stage.sources.push(...from);
  const unknown = from.find((source) => source.includes("$"));
  if (unknown !== undefined)
    stage.doubt ??= `${unknown} in the Dockerfile is not known before the build`;
  // If the Dockerfile has a checksum, the content is known.
  const isChecked = flags.some(([name, value]) => name === "checksum" && !value.includes("$"));
  if (keyword === "ADD" && !isChecked) {
    const remote = splitWords(rest).find((word) => REMOTE.test(word));
    if (remote !== undefined)
      stage.doubt ??= `ADD ${remote} fetches content that is not known before the build`;
  }
}

/** An address, a git repository, or a variable that may be one. */
const REMOTE = /:\/\/|^\W*[\w.-]+@[\w.-]+:|^["'[]*\$/;
