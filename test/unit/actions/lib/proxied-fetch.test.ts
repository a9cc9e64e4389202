// A proxy and a server on loopback; the names of the hosts are known to the proxy only.
import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { proxiedFetch } from "../../../../actions/lib/proxied-fetch.ts";

let proxy: Server;
let server: Server;
/** Hosts that the proxy was asked for, and requests that the server got. */
let asked: string[];
let requests: string[];
/** Location of the redirect that the server answers `/blob` with. */
let location: string;
const sockets = new Set<Socket>();
const before = { ...process.env };

const portOf = (one: Server): number => (one.address() as AddressInfo).port;
const listen = (one: Server) => new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
const describeRequest = ({ method = "", url = "", headers }: IncomingMessage): string =>
  `${method} ${url} ${headers.authorization ?? "anonymous"}`;

beforeEach(async () => {
  asked = [];
  requests = [];
  location = "";
  server = createServer((request, response) => {
    requests.push(describeRequest(request));
    if (request.url === "/blob") response.writeHead(307, { location }).end();
    else response.writeHead(200).end("content");
  });
  proxy = createServer();
  proxy.on("connect", ({ url = "" }: IncomingMessage, socket: Socket) => {
    asked.push(url);
    const onward = connect(portOf(server), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    for (const one of [socket, onward]) sockets.add(one.on("error", () => undefined));
  });
  await Promise.all([listen(proxy), listen(server)]);
  for (const name of ["http_proxy", "https_proxy", "no_proxy", "NO_PROXY"])
    Reflect.deleteProperty(process.env, name);
  process.env["HTTP_PROXY"] = `http://127.0.0.1:${portOf(proxy)}`;
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const one of [proxy, server]) {
    one.close();
    one.closeAllConnections();
  }
  for (const name of Object.keys(process.env))
    if (!(name in before)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, before);
});

const AUTHORIZED = { headers: { authorization: "Basic eA==" } };

test("a request goes through the proxy", async () => {
  const response = await proxiedFetch("http://registry.test/v2/", AUTHORIZED);
  expect(await response.text()).toBe("content");
  expect([asked, requests]).toStrictEqual([["registry.test:80"], ["GET /v2/ Basic eA=="]]);
});

test("NO_PROXY and loopback go their own way", async () => {
  process.env["NO_PROXY"] = "registry.test";
  await expect(proxiedFetch("http://registry.test/v2/")).rejects.toThrow();
  await proxiedFetch(`http://127.0.0.1:${portOf(server)}/v2/`);
  expect([asked, requests]).toStrictEqual([[], ["GET /v2/ anonymous"]]);
});

test("a redirect to another host takes that host's way, without the Authorization header", async () => {
  location = `http://127.0.0.1:${portOf(server)}/layer`;
  const response = await proxiedFetch("http://registry.test/blob", AUTHORIZED);
  expect(await response.text()).toBe("content");
  expect(asked).toStrictEqual(["registry.test:80"]);
  expect(requests).toStrictEqual(["GET /blob Basic eA==", "GET /layer anonymous"]);
});

test("a redirect on the same host keeps the header", async () => {
  location = "/moved";
  await proxiedFetch("http://registry.test/blob", AUTHORIZED);
  expect(requests).toStrictEqual(["GET /blob Basic eA==", "GET /moved Basic eA=="]);
});

test("a redirect of a write is an answer, and one without an end is an error", async () => {
  location = "/blob";
  const write = await proxiedFetch("http://registry.test/blob", { method: "PUT", body: "x" });
  expect(write.status).toBe(307);
  await expect(proxiedFetch("http://registry.test/blob")).rejects.toThrow("redirects more than 20");
});
