import { createServer } from "node:http";
import type { Server } from "node:http";
import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createSend, readBody } from "../../../../../actions/build-push-ecr/src/registry/http.ts";

const paths: string[] = [];
const tunnels: string[] = [];
const target = createServer((request, response) => {
  paths.push(`${request.headers.host ?? ""}${request.url ?? ""}`);
  response.end("the answer");
});
const proxy = createServer().on("connect", (request, socket) => {
  tunnels.push(request.url ?? "");
  const onward = connect(portOf(target), "127.0.0.1", () => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    onward.pipe(socket).pipe(onward);
  });
});
const portOf = (server: Server) => (server.address() as AddressInfo).port;
const servers = [target, proxy];
const before = { ...process.env };

beforeAll(async () => {
  for (const server of servers)
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  process.env = before;
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
beforeEach(() => {
  paths.splice(0);
  tunnels.splice(0);
  process.env = { ...before, HTTP_PROXY: `http://127.0.0.1:${portOf(proxy)}` };
  for (const name of ["http_proxy", "no_proxy", "NO_PROXY"])
    Reflect.deleteProperty(process.env, name);
});

const read = async (url: string) => {
  const answer = await createSend(5000)({ method: "GET", url: new URL(url), headers: {} });
  return (await readBody(answer, 100)).toString();
};

test("a registry is reached through the proxy of the runner (I-E 42)", async () => {
  expect(await read("http://registry.example/v2/")).toBe("the answer");
  expect([tunnels, paths]).toStrictEqual([["registry.example:80"], ["registry.example/v2/"]]);
});

test("hosts in NO_PROXY and loopback addresses are reached directly (I-E 42)", async () => {
  expect(await read(`http://127.0.0.1:${portOf(target)}/v2/`)).toBe("the answer");
  process.env["NO_PROXY"] = "localhost";
  expect(await read(`http://localhost:${portOf(target)}/v2/`)).toBe("the answer");
  expect(tunnels).toStrictEqual([]);
});

test("a body above the limit is refused", async () => {
  const url = new URL(`http://127.0.0.1:${portOf(target)}/`);
  const answer = await createSend(5000)({ method: "GET", url, headers: {} });
  await expect(readBody(answer, 3)).rejects.toThrow("more than 3 bytes");
});
