import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { SUPPORTED, readBuildOptions } from "./arguments.ts";
import { ownPlatform } from "./build-arguments.ts";
import { NOTICE, build } from "./build.ts";
import { BuildError } from "./errors.ts";
import { readRawManifest } from "./inspect.ts";

const VERSION = "1.0.0";

/** The surroundings of a stand-in process. */
export interface Surroundings {
  environment: NodeJS.ProcessEnv;
  /** Writes to standard output. */
  write: (text: string) => void;
  /** Writes a line to standard error. */
  say: (line: string) => void;
}

/** Runs one of the `docker` commands that build-push-ecr uses. @returns the exit code */
export async function runCommand(
  argv: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  try {
    await carryOut(argv, surroundings);
    return 0;
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    surroundings.say(`ERROR: ${error.message}`);
    return 1;
  }
}

async function carryOut(argv: readonly string[], surroundings: Surroundings): Promise<void> {
  const [first, second, ...rest] = argv;
  const print = (text: string) => surroundings.write(`${text}\n`);
  // There is no server line, so that nobody takes the stand-in for an engine.
  if (first === "version" && second === undefined) print(`${NOTICE}\nVersion: ${VERSION}`);
  else if (first === "buildx" && second === "version")
    print(`docker-stand-in/buildx v${VERSION} (packs the build context only)`);
  else if (first === "buildx" && second === "inspect" && rest.length === 0)
    print(`Name: stand-in\nDriver: stand-in\n\nStatus: running\nPlatforms: ${ownPlatform()}`);
  else if (first === "buildx" && second === "imagetools") await inspectImage(rest, surroundings);
  else if (first === "buildx" && second === "build") await runBuild(rest, surroundings);
  else
    throw new BuildError(
      `docker stand-in: unknown command: docker ${argv.slice(0, 2).join(" ")}. Supported: ${SUPPORTED}`,
    );
}

async function inspectImage(
  argv: readonly string[],
  { environment, write }: Surroundings,
): Promise<void> {
  const [command, raw, name, ...more] = argv;
  if (command !== "inspect" || raw !== "--raw" || name === undefined || more.length > 0)
    throw new BuildError(
      `docker stand-in: unknown command: docker buildx imagetools ${argv.join(" ")}. Supported: ${SUPPORTED}`,
    );
  write(await readRawManifest(name, environment["DOCKER_CONFIG"]));
}

async function runBuild(argv: string[], { environment, say }: Surroundings): Promise<void> {
  const options = readBuildOptions(argv);
  try {
    // BuildKit's plain progress goes to standard error.
    await build(options, environment, say);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    const file = options.file ?? path.join(options.context, "Dockerfile");
    if (error.line !== undefined && existsSync(file)) say(excerpt(file, error.line));
    throw new BuildError(`failed to build: failed to solve: ${error.message}`);
  }
}

/** Returns the lines around the failing line, as BuildKit shows them. */
function excerpt(file: string, line: number): string {
  const rule = "-".repeat(20);
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  const shown = lines
    .map(
      (text, index) =>
        `${String(index + 1).padStart(4)} | ${index + 1 === line ? ">>> " : "    "}${text}`,
    )
    .slice(Math.max(0, line - 3), line + 2);
  return [`${path.basename(file)}:${line}`, rule, ...shown, rule].join("\n");
}
