import type { Instruction } from "./dockerfile.ts";
import { BuildError, atLine } from "./errors.ts";
import { declare, platformVariables } from "./build-arguments.ts";
import type { Variables } from "./build-arguments.ts";
import { readWords } from "./words.ts";

/** One FROM and the instructions that follow it. */
interface DockerfileStage {
  /** In lower case; "" without a name. */
  name: string;
  /** An image, or the name of an earlier stage. */
  image: string;
  body: Instruction[];
}

/** The parts of a selected stage. */
interface SelectedStage {
  /** ARG values from before the first FROM. */
  globals: Variables;
  /** The image that it starts from. */
  base: string;
  /**
   * The instructions of each stage that it is built on, then its own: it inherits their files, settings and ARG values.
   */
  bodies: Instruction[][];
}

/**
 * Selects the instructions of the requested stage.
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
    if (keyword === "FROM")
      stages.push({ ...atLine(line, () => readFrom(instruction, globals)), body: [] });
    else if (stages.length > 0) stages.at(-1)?.body.push(instruction);
    else if (keyword === "ARG")
      atLine(line, () => declare(instruction, globals, globals, buildArgs));
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

/**
 * Returns the stages that a stage is built on, and the stage itself at the end. A FROM refers to an earlier stage of
 * that name if there is one, never to a later stage; otherwise it names an image.
 */
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
