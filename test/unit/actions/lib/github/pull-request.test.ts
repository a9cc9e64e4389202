import { beforeEach, expect, test } from "@jest/globals";
import { readPullRequest } from "../../../../../actions/lib/github/pull-request.ts";
import { useServers } from "../../../../support/servers.ts";

const PULL = { number: 7, head: { sha: "c".repeat(40), repo: null } };
/** The status or the text of each next answer; 0 = no answer. After these, every answer is the pull request. */
const script: (number | string)[] = [];
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
    const next = script.shift() ?? 200;
    const [status, text] = typeof next === "string" ? [200, next] : [next, JSON.stringify(PULL)];
    if (status > 0) response.writeHead(status).end(text);
    onRequest();
  });
});

const read = (cancelled = new AbortController().signal) => {
  return readPullRequest("token", { apiUrl, repository: "example-org/fleet" }, 7, cancelled);
};

test("a failed request is retried, a refused one is not", async () => {
  script.push(502);
  expect(await read()).toStrictEqual(PULL);
  script.push(403);
  await expect(read()).rejects.toThrow();
  expect(requests).toBe(3);
});

test.each([
  ["too many requests", 429],
  ["a web page", "<html>down</html>"],
  ["an answer that was cut off", '{"number": 7, "he'],
  ["an answer from another program", '{"message":"welcome"}'],
  ["an empty answer", ""],
])("the request is retried after %s", async (_, answer) => {
  script.push(answer);
  expect(await read()).toStrictEqual(PULL);
  expect(requests).toBe(2);
});

test("repeated answers without a pull request are an error, not a pull request of a fork", async () => {
  script.push("{}", "{}", "{}");
  await expect(read()).rejects.toThrow("the answer 200 holds no pull request");
});

test("the request is not retried if the pull request does not exist", async () => {
  script.push(404);
  await expect(read()).rejects.toThrow("the answer 404 holds no pull request");
  expect(requests).toBe(1);
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
