import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { UrlTest } from "../../../../../actions/kube-deploy/src/smoke-tests/input.ts";
import { tryUrl } from "../../../../../actions/kube-deploy/src/smoke-tests/try-url.ts";
import { steppedClock } from "../../../../support/clock.ts";
import { startServer } from "../../../../support/servers.ts";

let server: Awaited<ReturnType<typeof startServer>>;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let requests: number;
beforeEach(async () => {
  requests = 0;
  server = await startServer((request, response) => {
    requests += 1;
    answer(request, response);
  });
});
afterEach(() => server.close());

const plain: UrlTest = {
  kind: "url",
  name: "home",
  url: "/",
  timeout: 20_000,
  statuses: [],
  bodyContains: [],
  headers: {},
};
const redact = (text: string) => text.replaceAll("secret", "***");
const tryIt = (given: Partial<UrlTest> = {}, clock = steppedClock(), url = server.url) =>
  tryUrl({ ...plain, ...given }, new URL(url), {
    redact,
    clock,
    cancelled: new AbortController().signal,
  });

test("a test is repeated until the answer is as expected", async () => {
  const clock = steppedClock();
  answer = (_, response) => response.writeHead(requests < 3 ? 503 : 200).end();
  expect(await tryIt({}, clock)).toStrictEqual({ name: "home", isPassed: true, result: "passed" });
  expect(clock.waits).toStrictEqual([1000, 2000]);
});

test("a test ends when its time is over, with its last result", async () => {
  const clock = steppedClock();
  answer = (_, response) => response.writeHead(503).end("no secret\nhere");
  expect(await tryIt({}, clock)).toStrictEqual({
    name: "home",
    isPassed: false,
    body: "no *** here",
    result: "it answered 503, expected 200 to 299 (tried 6 times in 20 s)",
  });
  expect(clock.waits).toStrictEqual([1000, 2000, 4000, 5000, 5000]);
});

test("a missing answer is a result, not an error", async () => {
  const { url } = server;
  const found = await tryIt({ timeout: 0 }, steppedClock(), url.replace(/\d+$/, "1"));
  expect(found.result).toMatch(/^no answer: .*connect ECONNREFUSED 127\.0\.0\.1:1 \(tried once\)$/);
});

test("a redirect to another host fails the test, unless the test expects a redirect", async () => {
  answer = (_, response) =>
    response.writeHead(302, { location: "https://login.example.com/?secret" }).end();
  const { result } = await tryIt({ timeout: 0 });
  expect(result).toContain("it answered 302 with a redirect to login.example.com");
  const expected = { statuses: [302], headers: { location: "login.example.com" } };
  expect(await tryIt(expected)).toMatchObject({ isPassed: true });
});

test("a cancelled job stops trying", async () => {
  const controller = new AbortController();
  answer = (_, response) => {
    controller.abort();
    response.writeHead(503).end();
  };
  const options = { redact, clock: steppedClock(), cancelled: controller.signal };
  const found = await tryUrl(plain, new URL(server.url), options);
  expect([found.isPassed, requests]).toStrictEqual([false, 1]);
});
