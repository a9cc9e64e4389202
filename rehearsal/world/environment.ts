import { writeFileSync } from "node:fs";
import path from "node:path";
import { findDockerEngine } from "../docker/engine.ts";
import { installDockerStandIn } from "../docker/install.ts";
import { UsageError } from "../base/usage-error.ts";
import type { World } from "./start.ts";

/**
 * The environment of every process of the run: the tools of this machine, and the addresses of the embedded services.
 * @param terraformSettings text of Terraform's CLI settings
 * @param requireEngine whether images have to be built by a real engine
 * @throws UsageError when there is no such engine
 */
export async function environmentOf(
  world: World,
  directory: string,
  { terraformSettings, requireEngine }: { terraformSettings: string; requireEngine: boolean },
): Promise<Record<string, string>> {
  const settingsFile = path.join(directory, "terraform.rc");
  writeFileSync(settingsFile, terraformSettings);
  const nowhere = path.join(directory, "none");
  const environment: Record<string, string> = {
    ...inheritedFrom(process.env, directory),
    LANG: "C.UTF-8",
    // The user's own settings and credentials must not reach a rehearsal.
    TF_CLI_CONFIG_FILE: settingsFile,
    CHECKPOINT_DISABLE: "1",
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    AWS_EC2_METADATA_DISABLED: "true",
    NO_PROXY: "127.0.0.1",
    ...world.environment(),
  };
  const engine = await findDockerEngine(process.env);
  if (engine === undefined && requireEngine)
    throw new UsageError(
      "--real docker: no Docker engine with buildx answers. Start one, so that `docker version` shows a server, or remove docker from --real.",
    );
  if (engine === undefined) {
    console.log(
      "note: no Docker engine answers, so a stand-in packs the build contexts into real images. It does not run RUN instructions",
    );
    const bin = await installDockerStandIn(path.join(directory, "docker"));
    environment["PATH"] = `${bin}${path.delimiter}${environment["PATH"] ?? ""}`;
  } else {
    console.log(`note: images are built by ${engine}`);
    if (process.env["DOCKER_HOST"] !== undefined)
      environment["DOCKER_HOST"] = process.env["DOCKER_HOST"];
  }
  return environment;
}

/**
 * What a run gets of the variables that the rehearsal was started with. Two of them change how much CPU and memory programs
 * take, and nothing that they do: where Node keeps what it has compiled, so that actions start sooner, and how often programs
 * in Go, as terraform is, collect garbage: less often than by themselves, unless it is said
 * (https://pkg.go.dev/runtime#hdr-Environment_Variables).
 * @param home in place of HOME
 */
export function inheritedFrom(given: NodeJS.ProcessEnv, home: string): Record<string, string> {
  const { PATH = "", HOME = home, GOGC = "400", NODE_COMPILE_CACHE } = given;
  const compiled = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
  return { PATH, HOME, GOGC, ...compiled };
}
