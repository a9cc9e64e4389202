import { afterAll, expect, test } from "@jest/globals";
import { requireEngines } from "../../../../rehearsal/real/engines.ts";
import { removeFolders, temporaryFolder } from "../../../support/workflows/run.ts";

afterAll(removeFolders);

test("a missing engine is reported before anything runs, with the way to install it", () => {
  // The engines are neither in the cache nor on PATH.
  const nowhere = { EKS_PIPELINE_CACHE: temporaryFolder(), PATH: temporaryFolder() };
  expect(() => requireEngines(["docker", "providers"], nowhere)).not.toThrow();
  expect(() => requireEngines(["docker", "registry"], nowhere)).toThrow(
    '--real registry: docker-registry is not on this machine. "npm run engines -- --only registry" installs it. Without registry in --real, the embedded one is used.',
  );
  expect(() => requireEngines(["kubernetes"], nowhere)).toThrow(
    '--real kubernetes: the real control plane is not on this machine. "npm run engines -- --only kubernetes" installs it',
  );
});
