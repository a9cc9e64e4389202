// What cannot be compared with an independent registry: ECR's rules, large blobs, a second start, and refusals.
// Blobs, manifests and uploads are compared with docker-registry: test/rehearsal/registry.
import { afterAll, beforeAll, expect, it, test } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRegistry, type Registry } from "../../../../rehearsal/registry/index.ts";
import { digestOf, pushBlob, type RegistryClient } from "../../../rehearsal/registry/client.ts";
import { imageOf, pushImage, putManifest, TYPES } from "../../../rehearsal/registry/image.ts";

let registry: Registry;
let client: RegistryClient;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "registry-"));
  registry = await startRegistry({ directory });
  client = { url: registry.url };
});
afterAll(async () => {
  await registry.close();
  rmSync(directory, { recursive: true });
});

const repository = "fleet-dev/frontend";
const at = (path: string) => `${registry.url}/v2/${path}`;

async function errorOf(response: Response): Promise<string> {
  const body = (await response.json()) as { errors: { code: string; message: string }[] };
  const [{ code, message } = { code: "", message: "" }] = body.errors;
  return `${response.status} ${code} ${message}`;
}

it("a blob of 32 MiB has the same digest after its upload and its download", async () => {
  const big = Buffer.alloc(32 * 1024 * 1024, "big");
  const digest = digestOf(big);
  await pushBlob(client, repository, big);
  const response = await fetch(at(`${repository}/blobs/${digest}`));
  expect(digestOf(Buffer.from(await response.arrayBuffer()))).toBe(digest);
});

it("must not be lost: true digests: an image has the digest of its bytes, read by tag and by digest (I-E 75)", async () => {
  const image = imageOf("one");
  const { digest, manifest } = image;
  await pushImage(client, repository, "v1", image);
  for (const reference of ["v1", digest]) {
    const response = await fetch(at(`${repository}/manifests/${reference}`));
    expect(response.headers.get("docker-content-digest")).toBe(digest);
    expect(response.headers.get("content-type")).toBe(TYPES.oci);
    expect(await response.text()).toBe(manifest);
  }
});

it("a manifest of more than 4 MiB is refused", async () => {
  const manifest = JSON.stringify({ schemaVersion: 2, pad: "x".repeat(4 * 1024 * 1024) });
  const response = await putManifest(client, repository, "large", manifest, TYPES.oci);
  expect(await errorOf(response)).toMatch(/^400 SIZE_INVALID/);
});

test.each([
  ["GET", `${repository}/tags/list`],
  ["DELETE", `${repository}/manifests/v1`],
  ["DELETE", `${repository}/blobs/${digestOf("x")}`],
  ["GET", "_catalog"],
])("%s %s is refused with the rehearsal's own message", async (method, path) => {
  expect(await errorOf(await fetch(at(path), { method }))).toBe(
    `405 UNSUPPORTED the rehearsal does not serve ${method} /v2/${path}`,
  );
});

it("the referrers of an image are listed with type and annotations", async () => {
  const image = imageOf("signed");
  await pushImage(client, repository, "signed", image);
  const subject = { mediaType: TYPES.oci, digest: image.digest, size: image.manifest.length };
  const more = { subject, artifactType: "application/x.signature", annotations: { by: "me" } };
  const signature = imageOf("signature", TYPES.oci, more);
  const put = await pushImage(client, repository, signature.digest, signature);
  expect(put.headers.get("oci-subject")).toBe(image.digest);
  const response = await fetch(at(`${repository}/referrers/${image.digest}`));
  expect(response.headers.get("content-type")).toBe(TYPES.ociIndex);
  expect(await response.json()).toStrictEqual({
    schemaVersion: 2,
    mediaType: TYPES.ociIndex,
    manifests: [
      {
        mediaType: TYPES.oci,
        digest: signature.digest,
        size: signature.manifest.length,
        artifactType: "application/x.signature",
        annotations: { by: "me" },
      },
    ],
  });
});

it("a chunk with Content-Range is refused with the rehearsal's own message", async () => {
  const started = await fetch(at(`${repository}/blobs/uploads/`), { method: "POST" });
  const headers = { "content-range": "0-4" };
  const location = started.headers.get("location") ?? "";
  const response = await fetch(location, { method: "PATCH", body: "chunk", headers });
  expect(await errorOf(response)).toBe(
    "405 UNSUPPORTED the rehearsal does not serve a chunk with Content-Range",
  );
});

test("must not be lost: an expired password told apart from a wrong one (I-E 1)", async () => {
  const own = mkdtempSync(join(tmpdir(), "registry-"));
  const guarded = await startRegistry({
    directory: own,
    authorize: (password) => (password === "old" ? "expired" : password === "good"),
  });
  try {
    const ping = (password: string) =>
      fetch(`${guarded.url}/v2/`, {
        headers: { authorization: `Basic ${btoa(`AWS:${password}`)}` },
      });
    expect((await ping("good")).status).toBe(200);
    expect(await errorOf(await ping("bad"))).toBe("401 UNAUTHORIZED Not Authorized");
    expect(await errorOf(await ping("old"))).toBe(
      "403 DENIED Your authorization token has expired. Reauthenticate and try again.",
    );
  } finally {
    await guarded.close();
    rmSync(own, { recursive: true });
  }
});

test("images survive a restart on the same directory", async () => {
  const image = imageOf("kept");
  await pushImage(client, "constructor", "constructor", image);
  const again = await startRegistry({ directory });
  try {
    const response = await fetch(`${again.url}/v2/constructor/manifests/constructor`);
    expect(response.headers.get("docker-content-digest")).toBe(image.digest);
  } finally {
    await again.close();
  }
});
