import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readRawManifest } from "../../../../rehearsal/docker/inspect.ts";
import { startRegistry } from "../../../../rehearsal/registry/index.ts";
import type { Registry } from "../../../../rehearsal/registry/index.ts";

const MANIFEST = JSON.stringify({
  schemaVersion: 2,
  mediaType: "application/vnd.oci.image.index.v1+json",
  manifests: [],
});

describe("readRawManifest", () => {
  let directory: string;
  let registry: Registry;
  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), "inspect-"));
    const authorize = (password: string) => password === "open";
    registry = await startRegistry({ directory: path.join(directory, "registry"), authorize });
    const contentType = "application/vnd.oci.image.index.v1+json";
    const bytes = Buffer.from(MANIFEST);
    await registry.images.put("team/base", "1", { bytes, contentType });
    const auth = Buffer.from("AWS:open").toString("base64");
    writeFileSync(
      path.join(directory, "config.json"),
      JSON.stringify({ auths: { [registry.host]: { auth } } }),
    );
  });
  afterAll(async () => {
    await registry.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test("asks a registry on loopback, with the stored login", async () => {
    const name = `${registry.host}/team/base:1`;
    expect(await readRawManifest(name, directory)).toBe(MANIFEST);
    await expect(readRawManifest(name, undefined)).rejects.toThrow("401");
    await expect(readRawManifest(`${registry.host}/team/base:2`, directory)).rejects.toThrow(
      `${registry.host}/team/base:2: not found`,
    );
  });

  test("makes up a manifest for every other registry, always the same for the same name", async () => {
    const [one, two, other] = await Promise.all(
      ["node:24", "node:24", "node:22"].map((name) => readRawManifest(name, undefined)),
    );
    expect(two).toBe(one);
    expect(other).not.toBe(one);
  });
});
