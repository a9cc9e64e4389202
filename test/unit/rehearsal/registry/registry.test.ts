import { afterAll, beforeAll, describe, expect, it, test } from "@jest/globals";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MEDIA_TYPES, startRegistry, type Registry } from "../../../../rehearsal/registry/index.ts";
import { MANIFEST, pushBlob, pushImage, putManifest, sha256 } from "./push.ts";

let registry: Registry;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "registry-"));
  registry = await startRegistry({ directory });
});
afterAll(async () => {
  await registry.close();
  rmSync(directory, { recursive: true });
});

const repository = "fleet-dev/frontend";
const at = (path: string) => `${registry.url}/v2/${path}`;
const image = (tag: string, text: string, name = repository) =>
  pushImage({ url: registry.url, repository: name, tag, text });

async function codeOf(response: Response): Promise<string> {
  const body = (await response.json()) as { errors: { code: string }[] };
  return `${response.status} ${body.errors[0]?.code ?? ""}`;
}

describe("blobs", () => {
  const bytes = Buffer.from("0123456789");
  let digest: string;
  beforeAll(async () => {
    digest = await pushBlob({ url: registry.url, repository }, bytes);
  });

  it("come back whole, in part, and as headers only", async () => {
    const url = at(`${repository}/blobs/${digest}`);
    expect(await (await fetch(url)).text()).toBe("0123456789");
    const part = await fetch(url, { headers: { range: "bytes=2-4" } });
    expect([part.status, part.headers.get("content-range"), await part.text()]).toStrictEqual([
      206,
      "bytes 2-4/10",
      "234",
    ]);
    const head = await fetch(url, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe("10");
    expect(head.headers.get("docker-content-digest")).toBe(digest);
    expect((await fetch(url, { headers: { range: "bytes=10-" } })).status).toBe(416);
  });

  it("are pushed in chunks, in order only", async () => {
    const started = await fetch(at(`${repository}/blobs/uploads/`), { method: "POST" });
    const location = started.headers.get("location") ?? "";
    const patch = (body: string, range: string) =>
      fetch(location, { method: "PATCH", body, headers: { "content-range": range } });
    expect((await patch("hello ", "0-5")).headers.get("range")).toBe("0-5");
    expect(await codeOf(await patch("gap", "9-11"))).toBe("416 BLOB_UPLOAD_INVALID");
    expect((await fetch(location)).headers.get("range")).toBe("0-5");
    expect((await patch("world", "6-10")).headers.get("range")).toBe("0-10");
    const sum = sha256("hello world");
    const done = await fetch(`${location}?digest=${sum}`, { method: "PUT" });
    expect(done.status).toBe(201);
    expect(await (await fetch(at(`${repository}/blobs/${sum}`))).text()).toBe("hello world");
  });

  it("are pushed in one request, or by an upload that is given up", async () => {
    const sum = sha256("at once");
    const url = at(`${repository}/blobs/uploads/?digest=${sum}`);
    expect((await fetch(url, { method: "POST", body: "at once" })).status).toBe(201);
    const started = await fetch(at(`${repository}/blobs/uploads/`), { method: "POST" });
    const location = started.headers.get("location") ?? "";
    expect((await fetch(location, { method: "DELETE" })).status).toBe(204);
    expect(await codeOf(await fetch(location))).toBe("404 BLOB_UPLOAD_UNKNOWN");
  });

  it("with another digest are refused and not kept", async () => {
    const url = at(`${repository}/blobs/uploads/?digest=${sha256("stated")}`);
    expect(await codeOf(await fetch(url, { method: "POST", body: "sent" }))).toBe(
      "400 DIGEST_INVALID",
    );
    const missing = await fetch(at(`${repository}/blobs/${sha256("sent")}`));
    expect(await codeOf(missing)).toBe("404 BLOB_UNKNOWN");
  });

  it("I-E 57: are mounted from another repository, else uploaded", async () => {
    const mount = (from: string) =>
      fetch(at(`other/blobs/uploads/?mount=${digest}&from=${from}`), { method: "POST" });
    expect((await mount("nowhere")).status).toBe(202);
    expect(await codeOf(await fetch(at(`other/blobs/${digest}`)))).toBe("404 BLOB_UNKNOWN");
    expect((await mount(repository)).status).toBe(201);
    expect((await fetch(at(`other/blobs/${digest}`))).status).toBe(200);
  });

  it("of 32 MiB keep their digest both ways", async () => {
    const big = Buffer.alloc(32 * 1024 * 1024, "big");
    const sum = await pushBlob({ url: registry.url, repository }, big);
    const response = await fetch(at(`${repository}/blobs/${sum}`));
    expect(sha256(Buffer.from(await response.arrayBuffer()))).toBe(sum);
  });
});

describe("manifests", () => {
  it("must not be lost: true digests: a manifest has that of its bytes, under the tag and under the digest (I-E 75)", async () => {
    const { digest, manifest } = await image("v1", "one");
    expect(digest).toBe(sha256(manifest));
    for (const reference of ["v1", digest]) {
      const response = await fetch(at(`${repository}/manifests/${reference}`));
      expect(response.headers.get("docker-content-digest")).toBe(digest);
      expect(response.headers.get("content-type")).toBe(MANIFEST);
      expect(await response.text()).toBe(manifest);
    }
  });

  it("a tag moves, the old manifest stays", async () => {
    const first = await image("moving", "one");
    const second = await image("moving", "two");
    const now = await fetch(at(`${repository}/manifests/moving`), { method: "HEAD" });
    expect(now.headers.get("docker-content-digest")).toBe(second.digest);
    expect((await fetch(at(`${repository}/manifests/${first.digest}`))).status).toBe(200);
  });

  it("I-E 56: an index needs its children in the repository", async () => {
    const { digest, manifest, mediaType } = await image("child", "child");
    const child = { mediaType, digest, size: manifest.length };
    const index = JSON.stringify({
      schemaVersion: 2,
      mediaType: MEDIA_TYPES.ociIndex,
      manifests: [child],
    });
    const put = (name: string) =>
      putManifest({ url: registry.url, repository: name }, "index", index, MEDIA_TYPES.ociIndex);
    expect(await codeOf(await put("elsewhere"))).toBe("400 MANIFEST_BLOB_UNKNOWN");
    expect((await put(repository)).status).toBe(201);
  });

  test.each([
    ["no JSON", "{", MANIFEST, "x", "400 MANIFEST_INVALID"],
    ["schema 1", '{"schemaVersion":1}', MANIFEST, "x", "400 MANIFEST_INVALID"],
    ["an unknown type", '{"schemaVersion":2}', "text/plain", "x", "400 MANIFEST_INVALID"],
    [
      "another type than its own",
      `{"schemaVersion":2,"mediaType":"${MANIFEST}"}`,
      MEDIA_TYPES.ociIndex,
      "x",
      "400 MANIFEST_INVALID",
    ],
    [
      "missing blobs",
      `{"schemaVersion":2,"config":{"digest":"${sha256("nothing")}"},"layers":[]}`,
      MANIFEST,
      "x",
      "400 MANIFEST_BLOB_UNKNOWN",
    ],
    [
      "no tag (I-E 31)",
      '{"schemaVersion":2,"manifests":[]}',
      MEDIA_TYPES.ociIndex,
      "-x",
      "400 TAG_INVALID",
    ],
    [
      "a tag of 129 characters (I-E 33)",
      '{"schemaVersion":2,"manifests":[]}',
      MEDIA_TYPES.ociIndex,
      "x".repeat(129),
      "400 TAG_INVALID",
    ],
    [
      "another digest",
      '{"schemaVersion":2,"manifests":[]}',
      MEDIA_TYPES.ociIndex,
      sha256("other"),
      "400 DIGEST_INVALID",
    ],
  ])("%s is refused", async (_, manifest, type, reference, expected) => {
    const response = await putManifest(
      { url: registry.url, repository },
      reference,
      manifest,
      type,
    );
    expect(await codeOf(response)).toBe(expected);
  });

  it("are deleted by tag or by digest", async () => {
    const { digest } = await image("gone", "gone");
    const remove = (reference: string) =>
      fetch(at(`${repository}/manifests/${reference}`), { method: "DELETE" });
    expect((await remove("gone")).status).toBe(202);
    expect((await fetch(at(`${repository}/manifests/${digest}`))).status).toBe(200);
    expect((await remove(digest)).status).toBe(202);
    expect(await codeOf(await remove(digest))).toBe("404 MANIFEST_UNKNOWN");
  });

  it("tell who refers to them", async () => {
    const subject = await image("signed", "signed");
    const config = await pushBlob({ url: registry.url, repository }, Buffer.from("{}"));
    const signature = JSON.stringify({
      ...{ schemaVersion: 2, mediaType: MANIFEST, artifactType: "application/x-signature" },
      config: { mediaType: "application/vnd.oci.empty.v1+json", digest: config, size: 2 },
      ...{ layers: [], annotations: { by: "test" } },
      subject: { mediaType: MANIFEST, digest: subject.digest, size: subject.manifest.length },
    });
    const pushed = await putManifest(
      { url: registry.url, repository },
      sha256(signature),
      signature,
    );
    expect(pushed.headers.get("oci-subject")).toBe(subject.digest);
    const list = async (query: string) => {
      const response = await fetch(at(`${repository}/referrers/${subject.digest}${query}`));
      return ((await response.json()) as { manifests: object[] }).manifests;
    };
    expect(await list("")).toStrictEqual([
      {
        ...{ mediaType: MANIFEST, digest: sha256(signature), size: signature.length },
        ...{ artifactType: "application/x-signature", annotations: { by: "test" } },
      },
    ]);
    expect(await list("?artifactType=other")).toStrictEqual([]);
  });
});

describe("tags", () => {
  it("are listed in pages", async () => {
    for (const tag of ["c", "a", "b"]) await image(tag, "x", "paged");
    const first = await fetch(at("paged/tags/list?n=2"));
    expect(await first.json()).toStrictEqual({ name: "paged", tags: ["a", "b"] });
    const next = /^<(.+)>; rel="next"$/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    const second = await fetch(registry.url + next);
    expect(await second.json()).toStrictEqual({ name: "paged", tags: ["c"] });
    expect(second.headers.get("link")).toBeNull();
    expect(await codeOf(await fetch(at("nothing/tags/list")))).toBe("404 NAME_UNKNOWN");
  });
});

describe("what an independent registry does too", () => {
  it("gives the last bytes of a blob, and not what is known by its ETag", async () => {
    const digest = await pushBlob({ url: registry.url, repository }, Buffer.from("0123456789"));
    const url = at(`${repository}/blobs/${digest}`);
    const tail = await fetch(url, { headers: { range: "bytes=-3" } });
    expect([tail.status, await tail.text()]).toStrictEqual([206, "789"]);
    const known = await fetch(url, { headers: { "if-none-match": `"${digest}"` } });
    expect([known.status, await known.text()]).toStrictEqual([304, ""]);
  });

  it("deletes a blob of one repository only", async () => {
    const bytes = Buffer.from("shared by two");
    const digest = await pushBlob({ url: registry.url, repository }, bytes);
    await pushBlob({ url: registry.url, repository: "other" }, bytes);
    const url = at(`${repository}/blobs/${digest}`);
    expect((await fetch(url, { method: "DELETE" })).status).toBe(202);
    expect(await codeOf(await fetch(url))).toBe("404 BLOB_UNKNOWN");
    expect(await codeOf(await fetch(url, { method: "DELETE" }))).toBe("404 BLOB_UNKNOWN");
    expect((await fetch(at(`other/blobs/${digest}`))).status).toBe(200);
  });

  it("names every blob that a manifest lacks", async () => {
    const config = { mediaType: "application/json", digest: sha256("a"), size: 1 };
    const layer = { mediaType: "application/octet-stream", digest: sha256("b"), size: 1 };
    const manifest = { schemaVersion: 2, mediaType: MANIFEST, config, layers: [layer] };
    const refused = await putManifest(
      { url: registry.url, repository },
      "lacking",
      JSON.stringify(manifest),
    );
    const { errors } = (await refused.json()) as { errors: { detail: unknown }[] };
    expect(errors.map(({ detail }) => detail)).toStrictEqual([
      { digest: sha256("a") },
      { digest: sha256("b") },
    ]);
  });

  it("says its version on every answer", async () => {
    const started = await fetch(at(`${repository}/blobs/uploads/`), { method: "POST" });
    expect(started.headers.get("docker-distribution-api-version")).toBe("registry/2.0");
  });

  it("takes constructor for a name like any other", async () => {
    expect(await codeOf(await fetch(at("constructor/tags/list")))).toBe("404 NAME_UNKNOWN");
    expect(await codeOf(await fetch(at(`${repository}/manifests/constructor`)))).toBe(
      "404 MANIFEST_UNKNOWN",
    );
    const { digest } = await image("constructor", "named so", "constructor");
    const pulled = await fetch(at("constructor/manifests/constructor"));
    expect(pulled.headers.get("docker-content-digest")).toBe(digest);
  });
});

test.each([
  ["GET", "UPPER/tags/list", "400 NAME_INVALID"],
  ["PUT", "x/what/ever", "405 UNSUPPORTED"],
])("%s %s is refused", async (method, path, expected) => {
  expect(await codeOf(await fetch(at(path), { method }))).toBe(expected);
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
    expect(await codeOf(await ping("bad"))).toBe("401 UNAUTHORIZED");
    expect(await codeOf(await ping("old"))).toBe("403 DENIED");
  } finally {
    await guarded.close();
    rmSync(own, { recursive: true });
  }
});

test("images outlive a restart on the same directory", async () => {
  const { digest } = await image("kept", "kept");
  const again = await startRegistry({ directory });
  try {
    const response = await fetch(`${again.url}/v2/${repository}/manifests/kept`);
    expect(response.headers.get("docker-content-digest")).toBe(digest);
  } finally {
    await again.close();
  }
});
