import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import type { AwsSession } from "../../../../../actions/lib/aws/session.ts";
import { ensureBucket } from "../../../../../actions/setup-terraform-backend/src/bucket/ensure.ts";

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

/** A cancel while S3 answers the request of this number: the requests until the end, and how it ended. */
async function cancelAt(number: number): Promise<{ requests: string[]; end: unknown }> {
  const controller = new AbortController();
  const requests: string[] = [];
  const started = createServer((request, response) => {
    request.resume();
    requests.push(request.method ?? "");
    if (requests.length === number) controller.abort(new Error("the job was cancelled"));
    // No setting was ever set, and the bucket does not exist before it is created.
    const isVersioning = request.method === "GET" && /[?&]versioning/.test(request.url ?? "");
    response.writeHead(request.method === "PUT" || isVersioning ? 200 : 404);
    response.end(isVersioning ? "<VersioningConfiguration/>" : "");
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const session = {
    ...{ region: "eu-west-1", accountId: "111122223333", partition: "aws" },
    client: {
      region: "eu-west-1",
      endpoint: `http://127.0.0.1:${(started.address() as AddressInfo).port}`,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    },
  } as unknown as AwsSession;
  const end = await ensureBucket(
    "all-states",
    undefined,
    "ensure",
    session,
    controller.signal,
  ).catch((error: unknown) => error);
  return { requests, end };
}

test.each([
  ["looked for: it is not created", 1, ["HEAD"]],
  ["created: no setting is read", 2, ["HEAD", "PUT"]],
  ["read for a setting: it is not changed", 3, ["HEAD", "PUT", "GET"]],
  ["changed: the next setting is not read", 4, ["HEAD", "PUT", "GET", "PUT"]],
])("a cancel while the bucket is %s", async (_, number, requests) => {
  const found = await cancelAt(number);
  expect(found.requests).toStrictEqual(requests);
  expect(found.end).toMatchObject({ message: "the job was cancelled" });
});

test("without a cancel all settings are set", async () => {
  const { requests, end } = await cancelAt(Infinity);
  expect(requests.filter((method) => method === "PUT")).toHaveLength(7);
  expect(end).toMatchObject({ exists: true, created: true });
});
