import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startRegistry, type Registry } from "../../../../rehearsal/registry/index.ts";
import { digestOf } from "../../../rehearsal/registry/client.ts";
import { TYPES } from "../../../rehearsal/registry/image.ts";

const run = promisify(execFile);
const found = spawnSync("skopeo", ["--version"]).status === 0;

/** Writes an OCI layout with one image of one empty layer and returns its digest. */
function writeLayout(directory: string): string {
  mkdirSync(join(directory, "blobs", "sha256"), { recursive: true });
  const put = (mediaType: string, bytes: Buffer) => {
    const digest = digestOf(bytes);
    writeFileSync(join(directory, "blobs", "sha256", digest.slice(7)), bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const tar = Buffer.alloc(1024);
  const rootfs = { type: "layers", diff_ids: [digestOf(tar)] };
  const config = Buffer.from(JSON.stringify({ architecture: "amd64", os: "linux", rootfs }));
  const manifest = {
    ...{ schemaVersion: 2, mediaType: TYPES.oci },
    config: put("application/vnd.oci.image.config.v1+json", config),
    layers: [put("application/vnd.oci.image.layer.v1.tar", tar)],
  };
  const described = put(TYPES.oci, Buffer.from(JSON.stringify(manifest)));
  const annotations = { "org.opencontainers.image.ref.name": "v1" };
  const index = { schemaVersion: 2, manifests: [{ ...described, annotations }] };
  writeFileSync(join(directory, "index.json"), JSON.stringify(index));
  writeFileSync(join(directory, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  return described.digest;
}

(found ? describe : describe.skip)("skopeo, a real client (skipped without skopeo)", () => {
  let registry: Registry;
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "skopeo-"));
    registry = await startRegistry({
      directory: join(directory, "registry"),
      authorize: (password) => password === "secret",
    });
  });
  afterAll(async () => {
    await registry.close();
    rmSync(directory, { recursive: true });
  });

  it("pushes, inspects, copies between repositories and pulls the same bytes", async () => {
    const digest = writeLayout(join(directory, "layout"));
    const name = (repository: string) => `docker://${registry.host}/${repository}`;
    const login = (side: string) => [`--${side}tls-verify=false`, `--${side}creds`, "AWS:secret"];
    // Else skopeo compresses the layer, and its digest is another.
    const policy = ["--insecure-policy"];
    const exact = "--preserve-digests";
    const source = `oci:${join(directory, "layout")}:v1`;
    await run("skopeo", [...policy, "copy", exact, ...login("dest-"), source, name("a/one:v1")]);
    const inspected = await run("skopeo", ["inspect", "--no-tags", ...login(""), name("a/one:v1")]);
    expect((JSON.parse(inspected.stdout) as { Digest: string }).Digest).toBe(digest);
    const both = [...login("src-"), ...login("dest-")];
    await run("skopeo", [...policy, "copy", exact, ...both, name("a/one:v1"), name("b/two:v1")]);
    expect(registry.images.tags("b/two")).toStrictEqual({ v1: digest });
    const target = `oci:${join(directory, "pulled")}:v1`;
    await run("skopeo", [
      ...policy,
      "copy",
      exact,
      ...login("src-"),
      name(`b/two@${digest}`),
      target,
    ]);
    await expect(
      run("skopeo", ["inspect", "--no-tags", "--tls-verify=false", name("a/one:v1")]),
    ).rejects.toThrow(/unauthorized/);
  });
});
