import type { RequestListener } from "node:http";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { registryAt } from "../../../../../actions/build-push-ecr/src/registry/client.ts";
import type { ConnectionOptions } from "../../../../../actions/build-push-ecr/src/registry/connection.ts";
import { digestOf } from "../../../../../actions/build-push-ecr/src/registry/manifests.ts";
import { useServers } from "../../../../support/servers.ts";

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  /** The connection is cut after the body. */
  isCut?: true;
}

/** The next answers: a status, 0 = the connection is cut, -1 = no answer. After the last, every answer is 200. */
const script: (number | Answer)[] = [];
const requests: { method: string; path: string; body: string }[] = [];
const waits: number[] = [];
const answer: RequestListener = (request, response) => {
  const entry = { method: request.method ?? "", path: request.url ?? "", body: "" };
  requests.push(entry);
  request.on("data", (chunk: Buffer) => (entry.body += chunk.toString()));
  const next = script.shift() ?? 200;
  const given: Answer = typeof next === "number" ? { status: next } : next;
  const { status, headers = {}, body = '{"a":1}', isCut } = given;
  if (status === -1) return;
  if (status === 0) return void request.socket.destroy();
  response.writeHead(status, { "content-type": "x/manifest", ...headers });
  if (isCut === true) response.write(body, () => request.socket.destroy());
  else response.end(body);
};
const clock = {
  now: () => 0,
  wait: (milliseconds: number) => Promise.resolve(waits.push(milliseconds)),
};
let url: string;
const client = (options: ConnectionOptions = {}) =>
  registryAt({ url, authorization: "x" }, { clock, ...options });
const methods = () => requests.map(({ method }) => method);
const BYTES = Buffer.from("the bytes of a layer");
const BLOB = { digest: digestOf(BYTES), size: BYTES.length };
const open = () => Promise.resolve(BYTES);

const serve = useServers();
beforeEach(async () => {
  for (const list of [script, requests, waits]) list.splice(0);
  url = await serve(answer);
});

describe("reading", () => {
  test.each([
    ["503 once", [503], 2],
    ["429, then a cut connection", [429, 0], 3],
    ["no trouble", [], 1],
  ])("%s: the read succeeds, with retries if necessary", async (_, statuses, count) => {
    script.push(...statuses);
    expect((await client().manifest("r", "v1"))?.bytes.toString()).toBe('{"a":1}');
    script.push(...statuses);
    expect(await client().json("r", "sha256:1")).toStrictEqual({ a: 1 });
    expect(requests).toHaveLength(2 * count);
    const delays = [500, 1000].slice(0, count - 1);
    expect(waits).toStrictEqual([...delays, ...delays]);
  });

  test.each([
    ["a registry that stays broken", [500, 502, 503], 3, /answered 503/],
    ["a refusal", [403], 1, /answered 403/],
  ])("%s is an error", async (_, statuses, count, message) => {
    script.push(...statuses);
    await expect(client().manifest("r", "v1")).rejects.toMatchObject({
      reason: "registry-unavailable",
      message: expect.stringMatching(message),
    });
    expect(requests).toHaveLength(count);
  });

  test("a request without an answer is given up and sent again", async () => {
    script.push(-1);
    expect((await client({ idleTimeout: 300 }).manifest("r", "v1"))?.bytes.toString()).toBe(
      '{"a":1}',
    );
    expect(waits).toStrictEqual([500]);
  });

  test("an answer that breaks off in the middle is read again", async () => {
    script.push({ status: 200, headers: { "content-length": "100" }, isCut: true });
    expect((await client().manifest("r", "v1"))?.bytes.toString()).toBe('{"a":1}');
    expect(requests).toHaveLength(2);
  });

  test("waits for the seconds in Retry-After if the registry throttles", async () => {
    script.push({ status: 429, headers: { "retry-after": "7" } });
    await client().manifest("r", "v1");
    expect(waits).toStrictEqual([7000]);
  });

  test("waits until the date in Retry-After by the registry's own clock", async () => {
    const headers = {
      date: "Sat, 28 Nov 2026 10:00:00 GMT",
      "retry-after": "Sat, 28 Nov 2026 10:00:20 GMT",
    };
    script.push({ status: 429, headers });
    await client().manifest("r", "v1");
    expect(waits).toStrictEqual([20_000]);
  });

  const PAGE = {
    status: 200,
    headers: { "content-type": "text/html" },
    body: "<html>login</html>",
  };
  const ask: [string, (of: ReturnType<typeof client>) => Promise<unknown>][] = [
    ["a manifest", (of) => of.manifest("r", "v1")],
    ["a configuration", (of) => of.json("r", "sha256:1")],
    ["referrers", (of) => of.referrers("r", BLOB.digest)],
    ["whether there is a manifest", (of) => of.hasManifest("r", BLOB.digest)],
    ["whether there is a layer", (of) => of.hasBlob("r", BLOB.digest)],
  ];
  test.each(ask)(
    "an HTML page instead of an answer is requested again, then reported: %s",
    async (_, read) => {
      script.push(PAGE, PAGE, PAGE);
      await expect(read(client())).rejects.toMatchObject({
        reason: "registry-unavailable",
        message: expect.stringMatching(/answered 200 with something that no registry sends/),
        fix: expect.stringContaining("NO_PROXY"),
      });
      expect(requests).toHaveLength(3);
      script.push(PAGE);
      await read(client());
    },
  );

  test.each([
    ["half of it", '{"a":'],
    ["a list", "[1]"],
    ["nothing", ""],
  ])("an incomplete or wrong JSON body is read again: %s", async (_, body) => {
    script.push({ status: 200, body });
    expect(await client().json("r", "sha256:1")).toStrictEqual({ a: 1 });
  });

  test("stops reading a list of referrers whose next page is the same page", async () => {
    const link = `</v2/r/referrers/${BLOB.digest}?n=1>; rel="next"`;
    script.push({ status: 200, headers: { link } }, { status: 200, headers: { link } });
    expect(await client().referrers("r", BLOB.digest)).toStrictEqual([]);
    expect(requests).toHaveLength(2);
  });

  const INDEX = "application/vnd.oci.image.index.v1+json";
  test.each([
    ["the content-type of the answer", { "content-type": `${INDEX}; charset=utf-8` }, "{}", INDEX],
    [
      "its mediaType if the content-type is generic",
      { "content-type": "application/json" },
      `{"mediaType":"${INDEX}"}`,
      INDEX,
    ],
    [
      "the content-type if neither is a type of manifests",
      { "content-type": "text/plain" },
      "{}",
      "text/plain",
    ],
  ])("the type of a manifest is %s", async (_, headers, body, mediaType) => {
    script.push({ status: 200, headers, body });
    expect(await client().manifest("r", "v1")).toMatchObject({ mediaType });
  });

  test("I-E 21: the digest is computed from the bytes, whatever a header says", async () => {
    const headers = { "docker-content-digest": BLOB.digest, etag: `"${BLOB.digest}"` };
    script.push({ status: 200, headers, body: '{"other":1}' });
    const found = await client().manifest("r", BLOB.digest);
    expect(found?.digest).toBe(digestOf(Buffer.from('{"other":1}')));
  });

  test("a missing manifest or blob is not an error", async () => {
    script.push(404, 404, 404);
    expect(await client().manifest("r", "v1")).toBeUndefined();
    expect(await client().hasManifest("r", BLOB.digest)).toBe(false);
    expect(await client().hasBlob("r", BLOB.digest)).toBe(false);
  });

  test("all pages of referrers are read; a registry without a referrers API gives undefined", async () => {
    const one = { mediaType: "x", digest: BLOB.digest, size: 1 };
    const page = JSON.stringify({ manifests: [one, { digest: "no digest" }] });
    const link = `</v2/r/referrers/${BLOB.digest}?n=1&last=a>; rel="next"`;
    script.push({ status: 200, headers: { link }, body: page }, { status: 200, body: page }, 404);
    expect(await client().referrers("r", BLOB.digest)).toStrictEqual([one, one]);
    expect(requests[1]?.path).toBe(`/v2/r/referrers/${BLOB.digest}?n=1&last=a`);
    expect(await client().referrers("r", BLOB.digest)).toBeUndefined();
  });

  test("a loop of redirects ends with an error", async () => {
    for (let hop = 0; hop < 20; hop += 1)
      script.push({ status: 307, headers: { location: "/v2/r/manifests/v1" } });
    await expect(client().manifest("r", "v1")).rejects.toThrow(/answered 307/);
    expect(requests).toHaveLength(6);
  });

  test("a cancel ends the running request with the reason of the cancel", async () => {
    script.push(-1);
    const stop = new AbortController();
    const reading = client({ signal: stop.signal }).manifest("r", "v1");
    stop.abort(new Error("the job was cancelled"));
    await expect(reading).rejects.toThrow("the job was cancelled");
  });
});

describe("blobs", () => {
  test("are sent in one piece to the address that the registry gives", async () => {
    script.push({ status: 202, headers: { location: "/v2/r/blobs/uploads/7?state=x" } }, 201);
    await client().pushBlob("r", BLOB, open);
    const digest = encodeURIComponent(BLOB.digest);
    expect(requests.at(-1)).toStrictEqual({
      method: "PUT",
      path: `/v2/r/blobs/uploads/7?state=x&digest=${digest}`,
      body: BYTES.toString(),
    });
  });

  test.each([
    ["503 at the end", [202, 503]],
    ["a cut connection at the start", [0]],
    ["429 at the start", [429]],
  ])("%s: everything is sent again", async (_, statuses) => {
    const location = "/v2/r/blobs/uploads/7";
    script.push(
      ...statuses.map((status) => ({ status, headers: { location } })),
      ...[202, 201].map((status) => ({ status, headers: { location } })),
    );
    await client().pushBlob("r", BLOB, open);
    expect(methods().slice(-2)).toStrictEqual(["POST", "PUT"]);
    expect(requests.at(-1)?.body).toBe(BYTES.toString());
  });

  test.each([
    [201, true],
    [202, false],
    [403, false],
    [405, false],
  ])("a mount that is answered with %d: mounted is %p", async (status, mounted) => {
    script.push(status);
    expect(await client().mountBlob("r", BLOB.digest, "other/r")).toBe(mounted);
    expect(requests[0]?.path).toContain("from=other%2Fr");
  });

  test.each([
    ["other bytes", "other bytes, of 20 b", /their digest|have the digest/],
    ["too many bytes", `${BYTES.toString()}!`, /more than its 20 bytes/],
  ])("bytes that are not the blob (%s) are an error", async (_, body, message) => {
    script.push({ status: 200, body });
    const bytes = await client().openBlob("r", BLOB);
    await expect(readAll(bytes)).rejects.toMatchObject({
      reason: "digest-mismatch",
      message: expect.stringMatching(message),
    });
  });

  test("a blob that ends too early is a transient error", async () => {
    script.push({ status: 200, body: "the bytes" });
    const bytes = await client().openBlob("r", BLOB);
    await expect(readAll(bytes)).rejects.toMatchObject({ isTransient: true });
  });
});

const REFUSAL =
  "User: arn:aws:sts::111122223333:assumed-role/a/b is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:444455556666:repository/fleet/app";

test.each([
  ["source", 403, REFUSAL, "source-access-denied", /ecr:GetDownloadUrlForLayer/],
  [
    "source",
    403,
    REFUSAL.replaceAll("arn:aws:", "arn:aws-cn:"),
    "source-access-denied",
    /arn:aws-cn:ecr:\*:\*:repository\/fleet\/app/,
  ],
  ["source", 401, "Not Authorized", "source-access-denied", /source-role-arn/],
  ["destination", 401, "Not Authorized", "registry-authentication", /run the job again/],
  ["destination", 403, REFUSAL, "access-denied", /"Action":"ecr:BatchGetImage"/],
] as const)(
  "the %s registry answers %d %s: the reason is %s",
  async (side, status, message, reason, fix) => {
    script.push({ status, body: JSON.stringify({ errors: [{ code: "DENIED", message }] }) });
    await expect(client({ side }).manifest("fleet/app", "v1")).rejects.toMatchObject({
      reason,
      message: expect.stringContaining(`the ${side} registry answered ${status}`),
      fix: expect.stringMatching(fix),
    });
  },
);

async function readAll(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}
