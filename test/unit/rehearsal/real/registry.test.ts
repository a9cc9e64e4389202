import { afterAll, expect, test } from "@jest/globals";
import { UsageError } from "../../../../rehearsal/base/usage-error.ts";
import { checkKeptRegistry } from "../../../../rehearsal/real/registry.ts";
import { removeFolders, temporaryFolder } from "../../../support/workflows/run.ts";
import { writeFiles } from "../../../support/write-files.ts";

afterAll(removeFolders);

test("a kept world must be used with the registry that has its images", () => {
  const [embedded, real, fresh] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  writeFiles(embedded, { "world/registry/repositories.json": "{}" });
  writeFiles(real, { "world/registry/docker-registry/docker/registry/v2/x": "" });
  for (const [directory, part] of [
    [embedded, "docker"],
    [real, "registry"],
    [fresh, "registry"],
    [fresh, "docker"],
  ] as const)
    expect(() => checkKeptRegistry(directory, [part])).not.toThrow();
  expect(() => checkKeptRegistry(embedded, ["registry"])).toThrow(
    "--keep: the images of this world are in the embedded registry. Leave registry out of --real",
  );
  expect(() => checkKeptRegistry(real)).toThrow(
    "--keep: the images of this world are in docker-registry. Add --real registry",
  );
  expect(() => checkKeptRegistry(real)).toThrow(UsageError);
});
