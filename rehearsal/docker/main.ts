// The program behind the `docker` that install.ts writes: the commands that build-push-ecr runs.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { SUPPORTED, readBuildOptions } from "./arguments.ts";
import { NOTICE, build, ownPlatform } from "./build.ts";
import { BuildError } from "./errors.ts";
import { readRawManifest } from "./inspect.ts";

const VERSION = "1.0.0";

async function main(argv: string[]): Promise<void> {
  const [first, second, ...rest] = argv;
  // There is no server line: nobody shall take this for an engine.
  if (first === "version" && second === undefined) console.log(`${NOTICE}\nVersion: ${VERSION}`);
  else if (first === "buildx" && second === "version")
    console.log(`docker-stand-in/buildx v${VERSION} (packs the build context only)`);
  else if (first === "buildx" && second === "inspect" && rest.length === 0)
    console.log(`Name: stand-in\nDriver: stand-in\n\nStatus: running\nPlatforms: ${ownPlatform()}`);
  else if (first === "buildx" && second === "imagetools") await inspectImage(rest);
  else if (first === "buildx" && second === "build") await runBuild(rest);
  else
    throw new BuildError(
      `docker stand-in: unknown command: docker ${argv.slice(0, 2).join(" ")}. Supported: ${SUPPORTED}`,
    );
}

async function inspectImage(argv: string[]): Promise<void> {
  const [command, raw, name, ...more] = argv;
  if (command !== "inspect" || raw !== "--raw" || name === undefined || more.length > 0)
    throw new BuildError(
      `docker stand-in: unknown command: docker buildx imagetools ${argv.join(" ")}. Supported: ${SUPPORTED}`,
    );
  process.stdout.write(await readRawManifest(name, process.env["DOCKER_CONFIG"]));
}

async function runBuild(argv: string[]): Promise<void> {
  const options = readBuildOptions(argv);
  try {
    // BuildKit's plain progress goes to standard error.
    await build(options, process.env, (line) => console.error(line));
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    const file = options.file ?? path.join(options.context, "Dockerfile");
    if (error.line !== undefined && existsSync(file)) console.error(excerpt(file, error.line));
    throw new BuildError(`failed to build: failed to solve: ${error.message}`);
  }
}

/** The lines around the one that fails, as BuildKit shows them. */
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

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(`ERROR: ${error.message}`);
  process.exitCode = 1;
}
