import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { Images, readConfiguration } from "../../../../rehearsal/registry/index.ts";

const directory = mkdtempSync(path.join(tmpdir(), "eks-pipeline-test-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const images = new Images(directory);
const OCI = "application/vnd.oci.image";

async function pushImage(config: object, annotations?: object): Promise<string> {
  const digest = await images.blobs.put(Buffer.from(JSON.stringify(config)));
  images.linkBlob("web", digest);
  const mediaType = `${OCI}.manifest.v1+json`;
  const descriptor = { mediaType: `${OCI}.config.v1+json`, digest, size: 1 };
  const manifest = { schemaVersion: 2, mediaType, config: descriptor, layers: [], annotations };
  return (await put(manifest, mediaType)).digest;
}

const put = (manifest: object, contentType: string) =>
  images.put("web", "latest", { bytes: Buffer.from(JSON.stringify(manifest)), contentType });

const read = (reference: string, architecture = "amd64") =>
  readConfiguration(images, "web", reference, architecture);

test("reads the user, ports, base and command of an image", async () => {
  const config = {
    User: "10001:10001",
    ExposedPorts: { "8080/tcp": {}, "53/udp": {} },
    Entrypoint: ["tini"],
    Cmd: ["node", "a.js"],
    Env: ["PATH=/bin", "A=b=c"],
    WorkingDir: "/app",
  };
  const digest = await pushImage(
    { architecture: "amd64", config },
    { "org.opencontainers.image.base.name": "node:24" },
  );
  const expected = {
    user: "10001:10001",
    ports: [8080, 53],
    base: "node:24",
    entrypoint: ["tini"],
    command: ["node", "a.js"],
    variables: ["PATH", "A"],
    folder: "/app",
  };
  expect(await read(digest)).toStrictEqual(expected);
  expect(await read("latest")).toStrictEqual(expected);
  expect(await read(digest, "arm64")).toBe("wrong-platform");
  expect(await read(`sha256:${"0".repeat(64)}`)).toBeUndefined();
});

test("reads the image of the given architecture from an index", async () => {
  const child = await pushImage({ architecture: "arm64", config: {} });
  const mediaType = `${OCI}.index.v1+json`;
  const platform = { os: "linux", architecture: "arm64" };
  const manifests = [{ mediaType: `${OCI}.manifest.v1+json`, digest: child, size: 1, platform }];
  const { digest } = await put({ schemaVersion: 2, mediaType, manifests }, mediaType);
  expect(await read(digest, "arm64")).toStrictEqual({
    user: "",
    ports: [],
    base: "",
    entrypoint: [],
    command: [],
    variables: [],
    folder: "/",
  });
  expect(await read(digest)).toBe("wrong-platform");
});
