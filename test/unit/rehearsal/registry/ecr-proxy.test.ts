// ECR's rules in front of another registry: here in front of the embedded one, in test/real of docker-registry.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  RegistryError,
  startEcrProxy,
  startRegistry,
  type Registry,
} from "../../../../rehearsal/registry/index.ts";
import { begin, digestOf, send, type RegistryClient } from "../../../rehearsal/registry/client.ts";
import { imageOf, pushImage, TYPES } from "../../../rehearsal/registry/image.ts";

const directory = mkdtempSync(path.join(tmpdir(), "front-"));
const authorization = `Basic ${btoa("AWS:good")}`;
let behind: Registry;
let front: Registry;
let client: RegistryClient;
beforeAll(async () => {
  behind = await startRegistry({ directory });
  front = await startEcrProxy(Object.assign(behind.images, { url: behind.url }));
  front.protect({
    authorize: (password) => password === "good",
    guard: ({ repository, action, tag, existing }) => {
      if (repository !== "web") throw new RegistryError("NAME_UNKNOWN", "no such repository");
      if (action === "push" && tag === "fixed" && existing !== undefined)
        throw new RegistryError("TAG_INVALID", "the tag is immutable");
    },
  });
  client = { url: front.url, authorization };
});
afterAll(async () => {
  await front.close();
  await behind.close();
  rmSync(directory, { recursive: true });
});

const codeOf = async (response: Response): Promise<string> => {
  const { errors } = (await response.json()) as { errors: { code: string }[] };
  return `${response.status} ${errors[0]?.code}`;
};

describe("ECR's proxy", () => {
  test("requires a login, and a repository that ECR has", async () => {
    expect(await codeOf(await send({ url: front.url }, "GET", "/v2/"))).toBe("401 UNAUTHORIZED");
    for (const what of ["manifests/v1", `blobs/${digestOf("x")}`, "tags/list"])
      expect(await codeOf(await send(client, "GET", `/v2/other/${what}`))).toBe("404 NAME_UNKNOWN");
    await expect(begin(client, "other")).rejects.toThrow("404");
  });

  test("passes images on unchanged, and reads them back", async () => {
    const image = imageOf("one");
    expect((await pushImage(client, "web", "v1", image)).status).toBe(201);
    const response = await send(client, "GET", "/v2/web/manifests/v1");
    expect(await response.text()).toBe(image.manifest);
    expect(front.images.find("web", "v1")?.digest).toBe(image.digest);
    const head = await send(client, "HEAD", `/v2/web/blobs/${digestOf(image.layer)}`);
    expect([head.status, await head.text()]).toStrictEqual([200, ""]);
  });

  test("keeps an immutable tag, even if several pushes use it at the same time", async () => {
    const pushed = ["a", "b", "c"].map((text) => pushImage(client, "web", "fixed", imageOf(text)));
    const statuses = (await Promise.all(pushed)).map(({ status }) => status).sort();
    expect(statuses).toStrictEqual([201, 400, 400]);
  });

  test("lists the referrers of an image, and names the subject in the answer to the push, as ECR does", async () => {
    const image = imageOf("signed");
    await pushImage(client, "web", "signed", image);
    const subject = { mediaType: TYPES.oci, digest: image.digest, size: image.manifest.length };
    const signature = imageOf("signature", TYPES.oci, { subject, artifactType: "x/sig" });
    const put = await pushImage(client, "web", signature.digest, signature);
    expect(put.headers.get("oci-subject")).toBe(image.digest);
    const list = await send(client, "GET", `/v2/web/referrers/${image.digest}`);
    const { manifests } = (await list.json()) as { manifests: { digest: string }[] };
    expect(manifests.map(({ digest }) => digest)).toStrictEqual([signature.digest]);
  });

  test("refuses deletions by the registry's protocol, as ECR does", async () => {
    const { digest } = imageOf("one");
    const response = await send(client, "DELETE", `/v2/web/manifests/${digest}`);
    expect(await codeOf(response)).toBe("405 UNSUPPORTED");
    expect(front.images.find("web", "v1")?.digest).toBe(digest);
  });

  test("plays scripted faults that name an operation", async () => {
    const respond = { status: 503 };
    front.faults.add({ match: { operation: "registry:StartUpload" }, respond });
    await expect(begin(client, "web")).rejects.toThrow("503");
    expect(front.faults.pending).toBe(0);
  });
});

test("an error says that the registry behind the proxy does not answer", async () => {
  const gone = await startEcrProxy(
    Object.assign(Object.create(behind.images) as typeof behind.images, {
      url: "http://127.0.0.1:1",
    }),
  );
  try {
    const response = await fetch(`${gone.url}/v2/`);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain(
      "the registry behind ECR's door does not answer (ECONNREFUSED)",
    );
  } finally {
    await gone.close();
  }
});
