import type { Instruction } from "./dockerfile.ts";
import { BuildError } from "./errors.ts";
import { declare, platformVariables } from "./build-arguments.ts";
import type { Variables } from "./build-arguments.ts";
import { readWords } from "./words.ts";

/** One FROM and what follows it. */
interface DockerfileStage {
  /** In small letters; "" without one. */
  name: string;
  /** An image, or the name of an earlier stage. */
  image: string;
  body: Instruction[];
}

/** What a stage is made by. */
interface SelectedStage {
  /** ARG values from before the first FROM. */
  globals: Variables;
  /** The image that it starts from. */
  base: string;
  /** Its instructions, after those of each stage that it is built on: their files, settings and ARG values are its own. */
  bodies: Instruction[][];
}

/**
 * The instructions of the wanted stage.
 * @param target name or number; undefined = the last stage
 * @throws BuildError with BuildKit's message
 */
export function selectStage(
  instructions: readonly Instruction[],
  {
    target,
    platform,
    buildArgs,
  }: {
    target: string | undefined;
    platform: string;
    buildArgs: Readonly<Record<string, string>>;
  },
): SelectedStage {
  const globals = platformVariables(platform);
  const stages: DockerfileStage[] = [];
  for (const instruction of instructions) {
    const { keyword, line } = instruction;
    if (keyword === "FROM") stages.push({ ...readFrom(instruction, globals), body: [] });
    else if (stages.length > 0) stages.at(-1)?.body.push(instruction);
    else if (keyword === "ARG") declare(instruction, globals, globals, buildArgs);
    else throw new BuildError(`no build stage in current context`, line);
  }
  const wanted =
    target === undefined
      ? stages.length - 1
      : stages.findIndex(
          ({ name }, index) => name === target.toLowerCase() || String(index) === target,
        );
  const chain = chainTo(stages, wanted);
  const [first] = chain;
  if (first === undefined)
    throw new BuildError(
      target === undefined
        ? "the Dockerfile has no FROM"
        : `target stage "${target}" could not be found`,
    );
  return { globals, base: first.image, bodies: chain.map(({ body }) => body) };
}

/** A stage behind those that it is built on. An earlier stage is meant before an image of its name, a later one is not. */
function chainTo(stages: readonly DockerfileStage[], at: number): DockerfileStage[] {
  const stage = stages[at];
  if (stage === undefined) return [];
  const image = stage.image.toLowerCase();
  return [
    ...chainTo(
      stages,
      stages.slice(0, at).findLastIndex(({ name }) => name === image),
    ),
    stage,
  ];
}

function readFrom(
  { rest, line }: Instruction,
  globals: Variables,
): { name: string; image: string } {
  const [image = "", as, name = "", ...more] = readWords(rest, globals);
  if (image === "" || (as !== undefined && (as.toLowerCase() !== "as" || name === "" || more[0])))
    throw new BuildError(
      `dockerfile parse error on line ${line}: FROM requires either one or three arguments`,
      line,
    );
  return { image, name: name.toLowerCase() };
}
