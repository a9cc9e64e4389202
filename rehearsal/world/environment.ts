import { writeFileSync } from "node:fs";
import path from "node:path";
import { findDockerEngine } from "../docker/engine.ts";
import { installDockerStandIn } from "../docker/install.ts";
import type { World } from "./start.ts";

/** The environment of every process of the run: the tools of this machine, and the addresses of the embedded services. */
export async function environmentOf(
  world: World,
  directory: string,
): Promise<Record<string, string>> {
  const terraformSettings = path.join(directory, "terraform.rc");
  writeFileSync(terraformSettings, "");
  const nowhere = path.join(directory, "none");
  const environment: Record<string, string> = {
    PATH: process.env["PATH"] ?? "",
    HOME: process.env["HOME"] ?? directory,
    LANG: "C.UTF-8",
    // The user's own settings and credentials must not reach a rehearsal.
    TF_CLI_CONFIG_FILE: terraformSettings,
    CHECKPOINT_DISABLE: "1",
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    AWS_EC2_METADATA_DISABLED: "true",
    NO_PROXY: "127.0.0.1",
    ...world.environment(),
  };
  const engine = await findDockerEngine(process.env);
  if (engine === undefined) {
    console.log(
      "note: no Docker engine answers; a stand-in packs the build contexts into real images and runs no RUN instruction",
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
