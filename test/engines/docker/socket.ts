import { execute } from "../execute.ts";
import { locate } from "../locate.ts";

export interface DockerEngine {
  client: string;
  /** Version of the server. */
  version: string;
}

/** Finds the Docker of a laptop or a hosted runner: a client whose server answers within two seconds. */
export async function findDocker(): Promise<DockerEngine | undefined> {
  const client = await locate("docker");
  if (client === undefined) return undefined;
  try {
    const argv = ["version", "--format", "{{.Server.Version}}"];
    const version = (await execute(client, argv, { timeoutMs: 2000 })).trim();
    return version === "" ? undefined : { client, version };
  } catch {
    // There is no server, or it does not answer.
    return undefined;
  }
}
