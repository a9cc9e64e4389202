import path from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { startRegistry } from "../../../../../rehearsal/registry/index.ts";
import type { Registry } from "../../../../../rehearsal/registry/index.ts";
import type { Promotion } from "../../../../../actions/build-push-ecr/src/promote/promotions.ts";
import type { Digest } from "../../../../../actions/lib/image-reference.ts";
import { digestOf } from "../../../../rehearsal/registry/client.ts";
import { imageOf, pushImage, TYPES } from "../../../../rehearsal/registry/image.ts";
import {
  clientOf,
  interruptPromotion,
  interruptions,
  missingParts,
  promoteImages,
  promotionJob,
  pushFleetImage,
  pushLayers,
  registriesOf,
} from "../../../../support/promotions.ts";
import {
  destination as production,
  directory,
  source as staging,
  useRegistries,
} from "../../../../support/use-registries.ts";

const FROM = "fleet-staging/app";

useRegistries();
beforeEach(() => {
  for (const { faults, requests } of [staging, production]) {
    faults.clear();
    requests.splice(0);
  }
});

let count = 0;
/** Returns a promotion into a new repository. */
const promotionOf = (digest: Digest, change: Partial<Promotion> = {}): Promotion => {
  count += 1;
  const to = `production-${count}/app`;
  return { name: "app", digest, from: FROM, sourceTag: undefined, to, tags: ["v1"], ...change };
};
const between = () => registriesOf(staging, production);
const requestsTo = ({ requests }: Registry) =>
  requests.map(({ method, path: target }) => `${method} ${target.replace(/[?].*$/, "")}`);

describe("between registries", () => {
  test("an index arrives byte by byte with its images, attestation, nested index and signatures (I-E 56)", async () => {
    const digest = await pushFleetImage(staging, FROM, "sha-1");
    const promotion = promotionOf(digest);
    const [promoted] = await promoteImages([promotion], between());
    expect(promoted?.promotion.referrers).toHaveLength(2);
    expect(promoted?.transfer.sent).toBeGreaterThan(0);
    const client = clientOf(production);
    expect(await missingParts(client, promotion.to, digest)).toStrictEqual([]);
    for (const reference of ["v1", digest, `${digest.replace(":", "-")}.sig`]) {
      const [there, here] = await Promise.all([
        clientOf(staging).manifest(FROM, reference === "v1" ? "sha-1" : reference),
        client.manifest(promotion.to, reference),
      ]);
      expect(here).toStrictEqual(there);
    }
    const listed = await client.referrers(promotion.to, digest);
    expect(listed?.map(({ artifactType }) => artifactType).sort()).toStrictEqual([
      "application/vnd.eks-pipeline.promotion.v1+json",
      "x/sig",
    ]);
  });

  test("uploads have a length and are not chunked (I-E 55)", async () => {
    const digest = await pushLayers(staging, FROM, "big", [300_000]);
    await promoteImages([promotionOf(digest)], between());
    const sent = production.requests.filter(({ method }) => method === "PUT" || method === "POST");
    expect(sent.length).toBeGreaterThan(3);
    for (const { headers } of sent) {
      expect(headers["content-length"]).toMatch(/^\d+$/);
      expect(headers).not.toHaveProperty("transfer-encoding");
    }
  });

  test("existing blobs and manifests are not sent again, and a finished promotion is not recorded twice (I-E 57)", async () => {
    const digest = await pushFleetImage(staging, FROM, "sha-2");
    const promotion = promotionOf(digest);
    const [first] = await promoteImages([promotion], between());
    production.requests.splice(0);
    const [again] = await promoteImages([promotion], between());
    expect(again?.transfer).toStrictEqual({ sent: 0, mounted: 0, present: 0 });
    expect(again?.record).toBe(first?.record);
    expect(requestsTo(production).filter((one) => /^(PUT|POST)/.test(one))).toStrictEqual([]);
  });

  test("promotions at the same time end with the same result (I-E 57)", async () => {
    const digest = await pushFleetImage(staging, FROM, "sha-3");
    const promotion = promotionOf(digest);
    const all = await Promise.all([1, 2, 3].map(() => promoteImages([promotion], between())));
    expect(all.flat().map((one) => one.promotion.digest)).toStrictEqual([digest, digest, digest]);
    expect(await missingParts(clientOf(production), promotion.to, digest)).toStrictEqual([]);
  });

  test("no tag is set before every image has arrived", async () => {
    const [whole, broken] = [
      await pushLayers(staging, FROM, "whole", [1000]),
      await pushLayers(staging, FROM, "broken", [2000]),
    ];
    const promotions = [promotionOf(whole), promotionOf(broken)];
    const layer = (await clientOf(staging).manifest(FROM, broken))!.bytes.toString();
    const { layers } = JSON.parse(layer) as { layers: { digest: string }[] };
    staging.faults.add({
      match: { path: `/v2/${FROM}/blobs/${layers[0]!.digest}` },
      respond: { status: 404, body: "{}" },
      times: Infinity,
    });
    await expect(promoteImages(promotions, between())).rejects.toMatchObject({
      reason: "source-image-missing",
    });
    expect(await clientOf(production).manifest(promotions[0]!.to, "v1")).toBeUndefined();
  });

  test("6 interrupted promotions resume and end with the same digest, and a tag never names an incomplete image (I-E 57)", async () => {
    const digest = await pushFleetImage(staging, FROM, "interrupted");
    const sites = { source: staging, destination: production };
    const all = await interruptions(sites, FROM, digest, { count: 6, seed: 7 });
    const results = [];
    for (const [round, interruption] of all.entries())
      results.push(await interruptPromotion(sites, FROM, digest, round, interruption));
    expect(results.flatMap(({ problems }) => problems)).toStrictEqual([]);
    expect(results.filter(({ wasKilled }) => wasKilled)).toHaveLength(6);
    // Some were killed before the tags moved, some afterwards.
    expect(new Set(results.map(({ hadMoved }) => hadMoved))).toStrictEqual(new Set([true, false]));
  });

  test.each([
    ["throttled", { status: 429, headers: { "retry-after": "1" }, body: "{}" }],
    ["broken", { status: 503, body: "" }],
    ["cut off", "reset"],
    ["cut off after it was carried out", "drop-after-commit"],
  ] as const)("a request that is %s is sent again (I-E 53)", async (_, respond) => {
    const digest = await pushFleetImage(staging, FROM, "retried");
    for (const operation of [
      "registry:StartUpload",
      "registry:FinishUpload",
      "registry:PutManifest",
    ])
      production.faults.add({ match: { operation }, respond });
    for (const operation of ["registry:GetManifest", "registry:GetBlob"])
      staging.faults.add({ match: { operation }, respond });
    const promotion = promotionOf(digest);
    await promoteImages([promotion], between());
    expect([production.faults.pending, staging.faults.pending]).toStrictEqual([0, 0]);
    expect(await missingParts(clientOf(production), promotion.to, digest)).toStrictEqual([]);
  });

  test("a blob is read from the target of a redirect, without the password (I-E 55)", async () => {
    const digest = await pushLayers(staging, FROM, "moved", [70_000]);
    const { layers } = JSON.parse(
      (await clientOf(staging).manifest(FROM, digest))!.bytes.toString(),
    ) as { layers: { digest: string }[] };
    const storage = await startRegistry({ directory: path.join(directory, "source") });
    const blob = `/v2/${FROM}/blobs/${layers[0]!.digest}`;
    staging.faults.add({
      match: { path: blob, method: "GET" },
      respond: { status: 307, headers: { location: `${storage.url}${blob}?signed=1` } },
    });
    try {
      const promotion = promotionOf(digest);
      await promoteImages([promotion], between());
      expect(storage.requests.map(({ path: target }) => target)).toStrictEqual([
        `${blob}?signed=1`,
      ]);
      const redirected = staging.requests.find((request) => request.status === 307);
      expect(redirected?.headers).toHaveProperty("authorization");
      expect(storage.requests[0]?.headers).not.toHaveProperty("authorization");
      expect(await missingParts(clientOf(production), promotion.to, digest)).toStrictEqual([]);
    } finally {
      await storage.close();
    }
  });

  test("bytes that do not match the digest are not passed on", async () => {
    const digest = await pushLayers(staging, FROM, "damaged", [5000]);
    const { layers } = JSON.parse(
      (await clientOf(staging).manifest(FROM, digest))!.bytes.toString(),
    ) as { layers: { digest: string }[] };
    staging.faults.add({
      match: { path: `/v2/${FROM}/blobs/${layers[0]!.digest}` },
      respond: { status: 200, body: Buffer.alloc(5000) },
    });
    const promotion = promotionOf(digest);
    await expect(promoteImages([promotion], between())).rejects.toMatchObject({
      reason: "digest-mismatch",
      message: expect.stringContaining(layers[0]!.digest),
    });
    expect(await clientOf(production).hasBlob(promotion.to, layers[0]!.digest as Digest)).toBe(
      false,
    );
  });
});

describe("within a registry", () => {
  const within = () => registriesOf(staging, staging);

  test("one repository: the manifest is read and the tag is set, no blob of the image is read or sent (I-E 75)", async () => {
    const digest = await pushLayers(staging, FROM, "sha-4", [1000]);
    staging.requests.splice(0);
    const promotion = promotionOf(digest, { to: FROM, tags: ["production"] });
    const [promoted] = await promoteImages([promotion], within());
    expect(promoted?.promotion.isRetag).toBe(true);
    const requests = requestsTo(staging);
    const put = requests.indexOf(`PUT /v2/${FROM}/manifests/production`);
    // The check of the tag comes before the PUT, the proof and the record come after it.
    expect(requests.slice(0, put)).toStrictEqual([
      `GET /v2/${FROM}/manifests/${digest}`,
      `GET /v2/${FROM}/manifests/production`,
    ]);
    expect(requests.filter((one) => one.includes("/blobs/uploads/"))).toHaveLength(4);
    expect((await clientOf(staging).manifest(FROM, "production"))?.digest).toBe(digest);
  });

  test("another repository: blobs are mounted, none is sent (I-E 57)", async () => {
    const digest = await pushFleetImage(staging, FROM, "sha-5");
    const promotion = promotionOf(digest);
    const [promoted] = await promoteImages([promotion], within());
    expect(promoted?.transfer.sent).toBe(0);
    expect(promoted?.transfer.mounted).toBeGreaterThan(0);
    expect(await missingParts(clientOf(staging), promotion.to, digest)).toStrictEqual([]);
  });

  test("a mount that is answered with 202 or refused becomes an upload (I-E 55)", async () => {
    const digest = await pushLayers(staging, FROM, "sha-6", [1000, 2000]);
    const mount = { path: /mount=/ };
    staging.faults.add({
      match: mount,
      respond: { status: 202, headers: { location: "/v2/x/blobs/uploads/1" } },
    });
    staging.faults.add({ match: mount, respond: { status: 403, body: "{}" } });
    staging.faults.add({ match: mount, respond: { status: 405, body: "{}" } });
    const promotion = promotionOf(digest);
    const [promoted] = await promoteImages([promotion], within());
    expect(promoted?.transfer).toMatchObject({ mounted: 0 });
    expect(promoted?.transfer.sent).toBeGreaterThan(3000);
    expect(await missingParts(clientOf(staging), promotion.to, digest)).toStrictEqual([]);
  });
});

describe("special cases", () => {
  test("an image without layers is promoted (I-E 56)", async () => {
    const digest = await pushLayers(staging, FROM, "empty", []);
    const promotion = promotionOf(digest);
    await promoteImages([promotion], between());
    expect((await clientOf(production).manifest(promotion.to, "v1"))?.digest).toBe(digest);
  });

  test("a layer with its own URL that the source does not have is not copied (I-E 56)", async () => {
    const bytes = Buffer.from("elsewhere");
    const layer = {
      mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
      digest: digestOf(bytes),
      size: bytes.length,
      urls: ["https://example.com/layer"],
    };
    const image = imageOf("windows", TYPES.docker, { layers: [layer] });
    await pushImage(staging, FROM, "windows", image);
    const promotion = promotionOf(image.digest as Digest);
    await promoteImages([promotion], between());
    const client = clientOf(production);
    expect((await client.manifest(promotion.to, "v1"))?.digest).toBe(image.digest);
    expect(await client.hasBlob(promotion.to, layer.digest as Digest)).toBe(false);
  });

  test("another signature in the destination stays as it is, with a warning", async () => {
    const digest = await pushFleetImage(staging, FROM, "sha-7");
    const promotion = promotionOf(digest);
    const tag = `${digest.replace(":", "-")}.sig`;
    const other = imageOf("signed there");
    await pushImage(production, promotion.to, tag, other);
    const job = promotionJob();
    await promoteImages([promotion], between(), job);
    expect((await clientOf(production).manifest(promotion.to, tag))?.digest).toBe(other.digest);
    expect(job.lines.join("\n")).toContain(`${tag} is ${other.digest} and is not moved`);
  });

  test("a registry without a referrers API gets the list of referrers under the tag of the digest (I-E 56)", async () => {
    const digest = await pushFleetImage(staging, FROM, "sha-8");
    const promotion = promotionOf(digest);
    for (const { faults } of [staging, production])
      faults.add({
        match: { operation: "registry:ListReferrers" },
        respond: { status: 404, body: "" },
        times: Infinity,
      });
    await promoteImages([promotion], between());
    const index = await clientOf(production).manifest(promotion.to, digest.replace(":", "-"));
    const { manifests } = JSON.parse(index!.bytes.toString()) as {
      manifests: { artifactType: string }[];
    };
    expect(manifests.map(({ artifactType }) => artifactType)).toStrictEqual([
      "x/sig",
      "application/vnd.eks-pipeline.promotion.v1+json",
    ]);
  });

  test("a cancelled job stops before the next image, and sets no tag", async () => {
    const digest = await pushLayers(staging, FROM, "sha-9", [1000]);
    const promotion = promotionOf(digest);
    const stop = new AbortController();
    const job = promotionJob(stop.signal);
    job.log.group = async <T>(_: string, work: () => Promise<T>) => {
      const done = await work();
      stop.abort(new Error("cancelled"));
      return done;
    };
    await expect(promoteImages([promotion], between(), job)).rejects.toThrow("cancelled");
    expect(await clientOf(production).manifest(promotion.to, "v1")).toBeUndefined();
  });
});

describe("the lease", () => {
  test("is checked before the first copy and before the first tag", async () => {
    const promotion = promotionOf(await pushLayers(staging, FROM, "sha-lease", [10]));
    const moments: string[] = [];
    await promoteImages([promotion], between(), promotionJob(), () => {
      const tags = Object.keys(production.images.tags(promotion.to));
      const writes = requestsTo(production).filter((request) => !/^(?:GET|HEAD)/.test(request));
      moments.push(`${writes.length === 0 ? "nothing" : "blobs"}, ${tags.length} tags`);
      return Promise.resolve();
    });
    expect(moments).toStrictEqual(["nothing, 0 tags", "blobs, 0 tags"]);
  });

  test("if it is lost while images are copied, all tags stay as they were", async () => {
    const promotion = promotionOf(await pushLayers(staging, FROM, "sha-lost", [10]));
    let checks = 0;
    const lost = promoteImages([promotion], between(), promotionJob(), () => {
      checks += 1;
      return checks === 1 ? Promise.resolve() : Promise.reject(new Error("the lease is lost"));
    });
    await expect(lost).rejects.toThrow("the lease is lost");
    expect(production.images.tags(promotion.to)).toStrictEqual({});
  });
});
