import { execFile } from "node:child_process";

/** An engine that hangs (a stopped virtual machine) must not block a rehearsal. */
const TIMEOUT_MS = 5000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds a real Docker that can build: its daemon answers and it has buildx. A client alone is not an engine.
 * @param environment PATH and DOCKER_… of the process that will use Docker
 * @returns the engine's name for people, or undefined
 */
export async function findDockerEngine(environment: Environment): Promise<string | undefined> {
  const server = await firstLineOf(environment, ["version", "--format", "{{.Server.Version}}"]);
  if (server === undefined || server === "") return undefined;
  const buildx = await firstLineOf(environment, ["buildx", "version"]);
  return buildx === undefined ? undefined : `engine: Docker ${server}, ${buildx}`;
}

/** Returns the first line that docker prints; undefined if docker is missing, fails or takes too long. */
function firstLineOf(environment: Environment, argv: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { env: { ...environment }, timeout: TIMEOUT_MS, encoding: "utf8" as const };
    execFile("docker", argv, options, (error, stdout) =>
      resolve(error === null ? (stdout.trim().split("\n")[0] ?? "") : undefined),
    );
  });
}
