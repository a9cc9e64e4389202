// These tests are about a request that the wrong side answers, which could stay unseen. The real provider uses the
// rest, and fails if it is wrong: test/real/infrastructure.test.ts and npm run conformance -- --only providers.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startFront, type Front } from "../../../engines/moto/front.ts";

/** Starts a server that stands in for moto: it repeats every request. */
function startBehind(): Promise<Server> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () =>
      response.end(`moto got ${String(request.method)} ${String(request.url)} ${body}`),
    );
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const signed = (service: string): Record<string, string> => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20261121/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=x`,
});

let behind: Server;
let front: Front;
beforeAll(async () => {
  behind = await startBehind();
  front = await startFront({
    moto: `http://127.0.0.1:${(behind.address() as AddressInfo).port}`,
    world: {
      account: "111122223333",
      region: "eu-west-1",
      endpoint: "https://127.0.0.1:6443",
      certificateAuthority: "PEM",
      clusters: new Map(),
    },
  });
});
afterAll(async () => {
  await front.close();
  await new Promise((resolve) => behind.close(resolve));
});

it("refuses requests to EKS that it does not implement, instead of passing them to moto", async () => {
  const path = "/eks-anywhere-subscriptions";
  const response = await fetch(front.url + path, { headers: signed("eks") });
  expect([response.status, await response.json()]).toMatchObject([
    501,
    { message: `GET ${path} is not implemented in front of moto` },
  ]);
});

it("passes requests to a bucket called clusters to moto", async () => {
  const request = { method: "PUT", headers: signed("s3"), body: "bytes" };
  const response = await fetch(`${front.url}/clusters/key`, request);
  expect(await response.text()).toBe("moto got PUT /clusters/key bytes");
});
