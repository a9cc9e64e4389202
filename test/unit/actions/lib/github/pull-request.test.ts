import { beforeEach, expect, test } from "@jest/globals";
import { readPullRequest } from "../../../../../actions/lib/github/pull-request.ts";
import { useServers } from "../../../../support/servers.ts";

/** The status of each answer to come; 0 = none comes. Afterwards every answer is 200. */
const script: number[] = [];
let requests = 0;
let onRequest: () => void = () => undefined;
let apiUrl: string;
const serve = useServers();
beforeEach(async () => {
  script.splice(0);
  requests = 0;
  onRequest = () => undefined;
  apiUrl = await serve((_, response) => {
    requests += 1;
    const status = script.shift() ?? 200;
    if (status > 0) response.writeHead(status).end('{"number":7}');
    onRequest();
  });
});

const read = (cancelled = new AbortController().signal) => {
  return readPullRequest("token", { apiUrl, repository: "example-org/fleet" }, 7, cancelled);
};

test("a broken answer is read again, a refusal is not", async () => {
  script.push(502);
  expect(await read()).toStrictEqual({ number: 7 });
  script.push(403);
  await expect(read()).rejects.toThrow();
  expect(requests).toBe(3);
});

test.each([
  ["the wait for another attempt", 503],
  ["a request without an answer", 0],
])("a cancel ends %s", async (_, status) => {
  const stop = new AbortController();
  const reason = new Error("the job was cancelled");
  script.push(status, 200);
  onRequest = () => stop.abort(reason);
  await expect(read(stop.signal)).rejects.toBe(reason);
  expect(requests).toBe(1);
});
