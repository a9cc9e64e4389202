import { execFile } from "node:child_process";

/** An engine that hangs (a stopped virtual machine) must not hold up a rehearsal. */
const TIMEOUT_MS = 5000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A real Docker that can build: its daemon answers and it has buildx. A client alone is not an engine.
 * @param environment PATH and DOCKER_… of whoever is going to use it
 * @returns how to name it to people, or undefined
 */
export async function findDockerEngine(environment: Environment): Promise<string | undefined> {
  const server = await firstLineOf(environment, ["version", "--format", "{{.Server.Version}}"]);
  if (server === undefined || server === "") return undefined;
  const buildx = await firstLineOf(environment, ["buildx", "version"]);
  return buildx === undefined ? undefined : `engine: Docker ${server}, ${buildx}`;
}

/** First line of what docker prints; undefined when it is missing, fails or takes too long. */
function firstLineOf(environment: Environment, argv: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { env: { ...environment }, timeout: TIMEOUT_MS, encoding: "utf8" as const };
    execFile("docker", argv, options, (error, stdout) =>
      resolve(error === null ? (stdout.trim().split("\n")[0] ?? "") : undefined),
    );
  });
}
