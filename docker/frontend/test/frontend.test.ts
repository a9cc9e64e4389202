import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { messages } from "../../backend/src/message.ts";
import { backendAt } from "../src/backend.ts";
import { escapeHtml, pageOf } from "../src/page.ts";
import { startServer } from "../src/server.ts";
import type { Running } from "../src/server.ts";

const FOLDER = path.resolve(import.meta.dirname, "..");
const NOBODY = "http://127.0.0.1:1";

const running: Running[] = [];
const fakes: Server[] = [];
beforeEach(() => {
  jest.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(async () => {
  for (const fake of fakes.splice(0)) {
    fake.closeAllConnections();
    fake.close();
  }
  await Promise.all(running.splice(0).map((server) => server.stop(Promise.resolve(), 5000)));
  jest.restoreAllMocks();
});

/** Starts the frontend with a backend, or the backend itself. */
async function start(part: { backend: string } | "backend"): Promise<string> {
  const server = await startServer(
    part === "backend" ? messages("2.0", "pod-2") : pageOf(backendAt(part.backend), "1.0"),
    0,
  );
  running.push(server);
  return `http://127.0.0.1:${server.port}`;
}

async function fake(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  fakes.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json =
  (value: unknown): RequestListener =>
  (_, response) =>
    response.end(JSON.stringify(value));

describe("the page", () => {
  test("shows the real backend's message and both versions", async () => {
    const url = await start({ backend: await start("backend") });
    const response = await fetch(url);
    const text = await response.text();
    expect([response.status, response.headers.get("content-type")]).toStrictEqual([
      200,
      "text/html; charset=utf-8",
    ]);
    expect(text).toContain("<h1>Hello from the backend</h1>");
    expect(text).toContain("<code>2.0</code> on <code>pod-2</code>");
    expect(text).toContain("<code>1.0</code>");
  });

  test("the backend's texts cannot become markup", async () => {
    const evil = `<script>alert("1")</script>`;
    const url = await start({
      backend: await fake(json({ message: evil, version: evil, hostname: evil })),
    });
    const response = await fetch(url);
    expect(await response.text()).not.toContain("<script>");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test.each<[string, RequestListener]>([
    ["fails", (_, response) => response.writeHead(500).end()],
    ["sends no JSON", (_, response) => response.end("oops")],
    ["hangs up", (request) => request.socket.destroy()],
  ])("is a 502 when the backend %s", async (_, answer) => {
    const url = await start({ backend: await fake(answer) });
    const response = await fetch(url);
    expect([response.status, await response.text()]).toStrictEqual([
      502,
      expect.stringContaining("The backend does not answer"),
    ]);
  });

  test("there is no other", async () => {
    expect((await fetch(`${await start({ backend: NOBODY })}/x`)).status).toBe(404);
  });
});

describe("readiness", () => {
  test("is that of the backend; health is not", async () => {
    const backend = await start("backend");
    const [good, bad] = [await start({ backend }), await start({ backend: NOBODY })];
    const answers = [`${good}/readyz`, `${bad}/readyz`, `${bad}/healthz`].map(
      async (url) => (await fetch(url)).status,
    );
    expect(await Promise.all(answers)).toStrictEqual([200, 503, 200]);
  });

  test("a backend that never answers is not ready: the probe's wait is bounded", async () => {
    const url = await start({ backend: await fake(() => undefined) });
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
  });

  test("a backend that says 503 is not ready", async () => {
    const url = await start({
      backend: await fake((_, response) => response.writeHead(503).end()),
    });
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
  });
});

test("escapeHtml", () => {
  expect(escapeHtml(`<a href="x" id='y'>&</a>`)).toBe(
    "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&lt;/a&gt;",
  );
});

describe("the program", () => {
  const run = (args: readonly string[], env: Record<string, string>) =>
    spawn(process.execPath, args, {
      cwd: FOLDER,
      env: { PATH: process.env["PATH"], ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
  /** Runs the program. The image runs it unchanged on Node 24; older versions need tsx to strip the types. */
  const start = (env: Record<string, string>) =>
    run(["--import", "tsx", path.join(FOLDER, "src/main.ts")], env);

  test("SIGTERM ends it with exit code 0; the image's HEALTHCHECK follows", async () => {
    const dockerfile = readFileSync(path.join(FOLDER, "Dockerfile"), "utf8");
    const check = /^HEALTHCHECK .*\\\n +CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? "";
    const [, ...args] = JSON.parse(check) as string[];
    const child = start({ PORT: "0", BACKEND_URL: NOBODY, DRAIN_MS: "0" });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const { port } = JSON.parse(String((await lines.next()).value)) as { port: number };
    const healthy = async () =>
      (await once(run(args, { PORT: String(port) }), "exit"))[0] as number;
    expect(await healthy()).toBe(0);
    const exit = once(child, "exit");
    child.kill("SIGTERM");
    expect(await exit).toStrictEqual([0, null]);
    expect(await healthy()).toBe(1);
  });

  test("a wrong BACKEND_URL is named", async () => {
    const child = start({ PORT: "0", BACKEND_URL: "backend" });
    let text = "";
    child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
    await once(child, "close");
    expect(text).toContain(
      'BACKEND_URL is "backend"; accepted is an address such as http://backend',
    );
  });
});
