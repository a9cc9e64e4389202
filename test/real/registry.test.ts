// `npm run rehearse -- --real registry`: docker-registry behind ECR's proxy, in the whole pipeline and alone.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startRealRegistry } from "../../rehearsal/real/registry.ts";
import { readConfiguration, type Registry } from "../../rehearsal/registry/index.ts";
import { send } from "../rehearsal/registry/client.ts";
import { imageOf, pushImage, TYPES } from "../rehearsal/registry/image.ts";
import { rehearse } from "../support/rehearse.ts";
import { requireEngines } from "./engines.ts";

const directory = mkdtempSync(path.join(tmpdir(), "eks-real-registry-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const found = await requireEngines("registry", ["registry", "terraform"]);

/** docker-registry returns an OCI manifest only if the client says that it accepts one. */
const AS_OCI = { headers: { accept: TYPES.oci } };

(found === undefined ? describe.skip : describe)("docker-registry behind ECR's proxy", () => {
  let registry: Registry;
  const open = () => startRealRegistry(path.join(directory, "alone"));
  beforeAll(async () => {
    registry = await open();
  });
  afterAll(() => registry.close());

  test("has the images that were pushed, and images that somebody else added", async () => {
    const image = imageOf("one");
    expect((await pushImage(registry, "web", "v1", image)).status).toBe(201);
    expect(registry.images.find("web", "v1")).toMatchObject({ digest: image.digest });
    const config = Buffer.from('{"architecture":"arm64","config":{"User":"7"}}');
    const digest = await registry.images.putBlob("web", config);
    const mediaType = TYPES.oci;
    const manifest = {
      schemaVersion: 2,
      mediaType,
      layers: [],
      config: {
        mediaType: "application/vnd.oci.image.config.v1+json",
        digest,
        size: config.length,
      },
    };
    const bytes = Buffer.from(JSON.stringify(manifest));
    await registry.images.put("web", "other", { bytes, contentType: mediaType });
    const other = await send(registry, "GET", "/v2/web/manifests/other", AS_OCI);
    expect(await other.json()).toStrictEqual(manifest);
    expect(await readConfiguration(registry.images, "web", "other", "arm64")).toMatchObject({
      user: "7",
      ports: [],
      base: "",
    });
    expect(Object.keys(registry.images.tags("web"))).toStrictEqual(["other", "v1"]);
  });

  test("keeps them after a restart, and removes a repository that ECR removes", async () => {
    await registry.close();
    registry = await open();
    expect((await send(registry, "HEAD", "/v2/web/manifests/v1", AS_OCI)).status).toBe(200);
    registry.images.removeRepository("web");
    expect((await send(registry, "HEAD", "/v2/web/manifests/v1", AS_OCI)).status).toBe(404);
    expect(registry.images.manifests("web")).toStrictEqual([]);
  });
});

(found === undefined ? describe.skip : describe)("a rehearsal with --real registry", () => {
  const keep = ["--keep", path.join(directory, "world")];
  const real = ["--real", "registry"];

  test("deploys, and deploys again without a build, with the same digests", async () => {
    const first = await rehearse([...real, ...keep]);
    expect([first.exitCode, first.exitCode === 0 ? "" : first.text]).toStrictEqual([0, ""]);
    expect(first.text).toMatch(/^ {2}real .*, registry$/m);
    const second = await rehearse([...real, ...keep]);
    expect([second.exitCode, second.exitCode === 0 ? "" : second.text]).toStrictEqual([0, ""]);
    const digests = (images: { digest: string }[] = []) => images.map(({ digest }) => digest);
    expect(digests(second.result?.images)).toStrictEqual(digests(first.result?.images));
    expect(second.result?.images.map(({ built }) => built)).toStrictEqual([false, false]);
  });

  test("compares pods with what docker-registry has", async () => {
    const { exitCode, text } = await rehearse([...real, ...keep, "--fail", "wrong-port"]);
    expect(exitCode).toBe(1);
    expect(text).toContain("but the image declares only 3000 (EXPOSE)");
  });

  test("keeps ECR's rules: a tag of another pipeline does not move", async () => {
    const argv = [...real, ...keep, "--change", "frontend", "--fail", "tag-immutable"];
    const { exitCode, text } = await rehearse(argv);
    expect([exitCode, exitCode === 0 ? "" : text]).toStrictEqual([0, ""]);
  });

  test("does not continue without docker-registry in a world whose images are there", async () => {
    const { exitCode, text } = await rehearse(keep);
    expect(exitCode).toBe(2);
    expect(text).toContain("the images of this world are in docker-registry. Add --real registry");
  });
});
