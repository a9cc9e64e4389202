import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import {
  downloadFile,
  fetchText,
} from "../../../../../actions/setup-terraform-backend/src/tool/download.ts";
import { useServers } from "../../../../support/servers.ts";

/** The status of each next answer; -1 = an answer that does not end. After these, every answer is 200. */
const script: number[] = [];
let requests = 0;
let onRequest: () => void = () => undefined;
let folder: string;
let url: string;
const serve = useServers();
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "download-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  script.splice(0);
  requests = 0;
  onRequest = () => undefined;
  url = await serve((_, response) => {
    requests += 1;
    const status = script.shift() ?? 200;
    if (status < 0) response.writeHead(200, { "content-length": "9" }).write("half", onRequest);
    else response.writeHead(status).end("the text", onRequest);
  });
});

const job = { cancelled: new AbortController().signal };

test("returns the SHA-256 of a file, and does not retry after a refusal", async () => {
  const sha256 = createHash("sha256").update("the text").digest("hex");
  expect(await downloadFile(url, path.join(folder, "x"), job)).toBe(sha256);
  script.push(404);
  await expect(fetchText(url, job)).rejects.toMatchObject({
    reason: "download-failed",
    message: expect.stringContaining("the answer was 404"),
  });
  expect(requests).toBe(2);
});

test.each([429, 408, 503])("retries after an answer %d", async (status) => {
  script.push(status, status);
  const waits: number[] = [];
  const wait = (milliseconds: number) => Promise.resolve(waits.push(milliseconds));
  expect(await fetchText(url, { ...job, clock: { now: Date.now, wait } })).toBe("the text");
  expect([requests, waits]).toStrictEqual([3, [1000, 2000]]);
});

test.each([
  ["the wait for another attempt", 503, () => fetchText],
  ["a download that has stopped", -1, () => downloadTo],
])("a cancel ends %s", async (_, status, which) => {
  const stop = new AbortController();
  const reason = new Error("the job was cancelled");
  script.push(status);
  onRequest = () => stop.abort(reason);
  await expect(which()(url, { cancelled: stop.signal })).rejects.toBe(reason);
  expect(requests).toBe(1);
});

const downloadTo = (from: string, which: { cancelled: AbortSignal }) =>
  downloadFile(from, path.join(folder, "half"), which);
