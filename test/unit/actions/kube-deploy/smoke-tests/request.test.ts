import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { OtherHost, get } from "../../../../../actions/kube-deploy/src/smoke-tests/request.ts";
import { startServer } from "../../../../support/servers.ts";

let server: Awaited<ReturnType<typeof startServer>>;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const seen: IncomingMessage[] = [];
beforeEach(async () => {
  seen.splice(0);
  server = await startServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
});
afterEach(() => server.close());

const never = new AbortController().signal;
const request = (path: string, follow = true) => get(new URL(path, server.url), follow, never);
const redirect = (location: string, status = 302) => {
  answer = ({ url }, response) =>
    url === "/end" ? response.end("here") : response.writeHead(status, { location }).end("moved");
};

test("an answer has status, headers and body", async () => {
  answer = (_, response) =>
    response.writeHead(201, { "x-release": "7", "set-cookie": ["a=1", "b=2"] }).end("grüezi");
  expect(await request("/")).toMatchObject({
    status: 201,
    body: "grüezi",
    isCut: false,
    headers: { "x-release": "7", "set-cookie": "a=1, b=2" },
  });
});

test.each([
  ["/end", 302],
  ["end", 308],
])("a redirect to %s on the same host is followed", async (location, status) => {
  redirect(location, status);
  expect(await request("/start")).toMatchObject({ status: 200, body: "here" });
});

test("a redirect is the answer if redirects are not followed", async () => {
  redirect("https://other.example.com/");
  expect(await request("/start", false)).toMatchObject({ status: 302, body: "moved" });
  expect(seen).toHaveLength(1);
});

test.each([
  ["https://other.example.com/end", "other.example.com"],
  ["//127.0.0.1:1/end", "127.0.0.1:1"],
  ["ftp://127.0.0.1/end", "127.0.0.1"],
  ["http://", "something that is not a URL"],
])("a redirect to %s is not followed, and the error names it", async (location, host) => {
  redirect(location);
  await expect(request("/start")).rejects.toThrow(OtherHost);
  await expect(request("/start")).rejects.toThrow(
    `it answered 302 with a redirect to ${host}, which is not followed`,
  );
});

test("a loop of redirects ends", async () => {
  redirect("/again");
  expect(await request("/start")).toMatchObject({ status: 302 });
  expect(seen).toHaveLength(6);
});

test("user and password are sent, also after a redirect on the same host", async () => {
  redirect("/end");
  const url = new URL("/start", server.url);
  url.username = "user";
  url.password = "secret";
  await get(url, true, never);
  const expected = `Basic ${Buffer.from("user:secret").toString("base64")}`;
  expect(seen.map(({ headers }) => headers.authorization)).toStrictEqual([expected, expected]);
});

test("an endless body is cut", async () => {
  answer = (_, response) => {
    const send = () => {
      while (!response.destroyed && response.write("x".repeat(64 * 1024)));
    };
    response.on("drain", send);
    send();
  };
  const { body, isCut } = await request("/");
  expect([body.length, isCut]).toStrictEqual([1024 * 1024, true]);
});

test("an aborted request ends", async () => {
  answer = () => undefined;
  const controller = new AbortController();
  const sent = get(new URL(server.url), true, controller.signal);
  controller.abort();
  await expect(sent).rejects.toThrow(/abort/i);
});
