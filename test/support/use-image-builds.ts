import { mkdtempSync } from "node:fs";
import path from "node:path";
import { beforeAll, beforeEach } from "@jest/globals";
import { installBundledDocker } from "./docker-stand-in.ts";
import { cloud, useCloud } from "./use-cloud.ts";

export { cloud };
/** PATH that contains the rehearsal's docker. */
export let pathWithDocker: string;
/** The empty checkout of this test. */
export let workspace: string;

/** Gives each test of a file an empty checkout, and an AWS without repositories. */
export function useImageBuilds(): void {
  useCloud();
  beforeAll(async () => {
    const folder = await installBundledDocker(path.join(cloud.directory, "bin"));
    pathWithDocker = `${folder}:${process.env["PATH"] ?? ""}`;
  });
  beforeEach(() => {
    workspace = mkdtempSync(path.join(cloud.directory, "workspace-"));
    for (const { name } of cloud.aws.ecr.all())
      cloud.aws.ecr.deleteRepository(name, { force: true });
    cloud.aws.ecr.registry.faults.clear();
    cloud.aws.faults.clear();
  });
}
