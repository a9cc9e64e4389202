import { writeFileSync } from "node:fs";
import path from "node:path";
import { findDockerEngine } from "../docker/engine.ts";
import { installDockerStandIn } from "../docker/install.ts";
import { UsageError } from "../base/usage-error.ts";
import type { World } from "./start.ts";

/**
 * Makes the environment of every process of the run: the tools of this machine, and the addresses of the embedded
 * services.
 * @param terraformSettings text of Terraform's CLI settings
 * @param requireEngine whether a real engine must build the images
 * @throws UsageError if there is no such engine
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
 * Returns the variables that a run inherits from the rehearsal's environment. Two of them only affect how much CPU and
 * memory programs use. NODE_COMPILE_CACHE is where Node caches compiled code, so that actions start sooner. GOGC is how
 * often Go programs such as terraform collect garbage; if it is not set, they collect less often than by default
 * (https://pkg.go.dev/runtime#hdr-Environment_Variables).
 * @param home replaces HOME
 */
export function inheritedFrom(given: NodeJS.ProcessEnv, home: string): Record<string, string> {
  const { PATH = "", HOME = home, GOGC = "400", NODE_COMPILE_CACHE } = given;
  const compiled = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
  return { PATH, HOME, GOGC, ...compiled };
}
