import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { registryAt } from "../../../../../actions/build-push-ecr/src/registry/client.ts";

/** Status of each answer to come; 0 = the connection is cut, -1 = nothing comes. Afterwards every answer is 200. */
const script: number[] = [];
const requests: string[] = [];
const waits: number[] = [];
const server = createServer((request, response) => {
  requests.push(request.method ?? "");
  request.resume();
  const status = script.shift() ?? 200;
  if (status === 0) request.socket.destroy();
  else if (status !== -1)
    response.writeHead(status, { "content-type": "x/manifest" }).end('{"a":1}');
});
const clock = {
  now: () => 0,
  wait: (milliseconds: number) => Promise.resolve(waits.push(milliseconds)),
};
const client = (requestTimeout?: number) => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return registryAt({ url, authorization: "x" }, clock, requestTimeout);
};

beforeAll(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});
beforeEach(() => [script, requests, waits].forEach((list) => list.splice(0)));

describe("reading", () => {
  test.each([
    ["503 once", [503], 2],
    ["429, then a cut connection", [429, 0], 3],
    ["no trouble", [], 1],
  ])("%s: is read again", async (_, statuses, count) => {
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

  test("a registry that stays silent is given up, and read again", async () => {
    script.push(-1);
    expect((await client(300).manifest("r", "v1"))?.bytes.toString()).toBe('{"a":1}');
    expect(waits).toStrictEqual([500]);
  });

  test("a manifest that does not exist is none", async () => {
    script.push(404);
    expect(await client().manifest("r", "v1")).toBeUndefined();
  });
});

test("a tag is put once: its answer may be lost after it was set", async () => {
  script.push(503);
  const bytes = Buffer.from("{}");
  const manifest = { digest: `sha256:${"a".repeat(64)}`, mediaType: "x/manifest", bytes } as const;
  await expect(client().tag("r", "v2", manifest)).rejects.toMatchObject({
    reason: "registry-unavailable",
  });
  expect(requests).toStrictEqual(["PUT"]);
});
