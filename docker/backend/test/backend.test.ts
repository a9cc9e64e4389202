import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, test } from "@jest/globals";
import { messageHandler } from "../src/message.ts";
import { createLog, startServer, wholeNumber } from "../src/server.ts";
import type { Log, Options, Running } from "../src/server.ts";

const FOLDER = path.resolve(import.meta.dirname, "..");
const silent: Log = () => undefined;

/** Something that one side waits for and the other one makes happen. */
function signalled(): { happened: Promise<void>; fire: () => void } {
  let fire = () => {};
  const happened = new Promise<void>((resolve) => (fire = resolve));
  return { happened, fire: () => fire() };
}

const running: Running[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function start(change: Partial<Options> = {}): Promise<{ server: Running; url: string }> {
  const server = await startServer({
    port: 0,
    host: "127.0.0.1",
    handle: messageHandler("1.2.3", "pod-1"),
    ready: () => Promise.resolve(true),
    log: silent,
    drainMs: 0,
    graceMs: 5000,
    ...change,
  });
  running.push(server);
  return { server, url: `http://127.0.0.1:${server.port}` };
}

describe("the server", () => {
  test("tells its message, version and host", async () => {
    const { url } = await start();
    const response = await fetch(`${url}/api/message?x=1`);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(await response.json()).toStrictEqual({
      message: "Hello from the backend",
      version: "1.2.3",
      hostname: "pod-1",
    });
  });

  test.each([
    ["GET", "/healthz", 200],
    ["GET", "/readyz", 200],
    ["HEAD", "/api/message", 200],
    ["GET", "/", 404],
    ["GET", "/api/message/x", 404],
    ["POST", "/api/message", 405],
    ["DELETE", "/healthz", 405],
  ])("%s %s is %d", async (method, name, status) => {
    const { url } = await start();
    expect((await fetch(url + name, { method })).status).toBe(status);
  });

  test("not ready is 503, and still alive", async () => {
    const { url } = await start({ ready: () => Promise.resolve(false) });
    const [ready, alive] = await Promise.all([fetch(`${url}/readyz`), fetch(`${url}/healthz`)]);
    expect([ready.status, alive.status]).toStrictEqual([503, 200]);
  });

  test("a handler that throws is a 500 without its text, and is logged", async () => {
    const lines: string[] = [];
    const { url } = await start({
      handle: () => Promise.reject(new Error("secret detail")),
      log: createLog((line) => void lines.push(line)),
    });
    const response = await fetch(`${url}/api/message`);
    expect([response.status, await response.text()]).toStrictEqual([
      500,
      '{"error":"internal error"}',
    ]);
    const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged.find(({ level }) => level === "error")).toMatchObject({
      message: "request failed",
      error: "Error: secret detail",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(logged.at(-1)).toMatchObject({ method: "GET", path: "/api/message", status: 500 });
  });

  test("probes are logged only when they fail", async () => {
    const lines: string[] = [];
    const { url } = await start({ log: createLog((line) => void lines.push(line)) });
    await fetch(`${url}/healthz`);
    expect(lines.filter((line) => line.includes("healthz"))).toStrictEqual([]);
  });
});

describe("stopping", () => {
  test("readiness is 503 at once while requests are still served, then the port is closed", async () => {
    const drained = signalled();
    const { server, url } = await start({ wait: () => drained.happened });
    const stopped = server.stop();
    const [ready, served] = await Promise.all([
      fetch(`${url}/readyz`),
      fetch(`${url}/api/message`),
    ]);
    expect([ready.status, served.status, served.headers.get("connection")]).toStrictEqual([
      503,
      200,
      "close",
    ]);
    drained.fire();
    expect(await stopped).toBe(true);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  test("a request that is under way is finished", async () => {
    let finish = () => {};
    const entered = signalled();
    const { server, url } = await start({
      handle: async () => {
        entered.fire();
        await new Promise<void>((resolve) => (finish = resolve));
        return { status: 200, type: "text/plain", body: "done" };
      },
    });
    const answer = fetch(url);
    await entered.happened;
    const stopped = server.stop();
    finish();
    expect(await (await answer).text()).toBe("done");
    expect(await stopped).toBe(true);
  });

  test("one that takes longer than the grace is cut, and that is told", async () => {
    const entered = signalled();
    const { server, url } = await start({
      handle: () => {
        entered.fire();
        return new Promise(() => undefined);
      },
      graceMs: 20,
    });
    const answer = fetch(url).catch(() => "cut");
    await entered.happened;
    expect(await server.stop()).toBe(false);
    expect(await answer).toBe("cut");
  });

  test("an idle connection does not hold it up", async () => {
    const { server } = await start();
    const socket = connect(server.port, "127.0.0.1");
    await once(socket, "connect");
    expect(await server.stop()).toBe(true);
    socket.destroy();
  });
});

describe("the program", () => {
  /** The image runs it on Node 24 as it is; older versions need tsx to strip the types. */
  const run = (env: Record<string, string>): ChildProcess =>
    spawn(process.execPath, ["--import", "tsx", path.join(FOLDER, "src/main.ts")], {
      cwd: FOLDER,
      env: { PATH: process.env["PATH"], PORT: "0", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });

  test.each(["SIGTERM", "SIGINT"] as const)("%s ends it with exit code 0", async (signal) => {
    const child = run({ DRAIN_MS: "0", VERSION: "9" });
    const lines = createInterface(child.stdout!)[Symbol.asyncIterator]();
    const { port } = JSON.parse(String((await lines.next()).value)) as { port: number };
    const message = (await (await fetch(`http://127.0.0.1:${port}/api/message`)).json()) as object;
    expect(message).toMatchObject({ version: "9" });
    const exit = once(child, "exit");
    child.kill(signal);
    expect(await exit).toStrictEqual([0, null]);
  });

  test("a wrong setting is named", async () => {
    const child = run({ PORT: "eighty" });
    let text = "";
    child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
    const [code] = (await once(child, "close")) as [number];
    expect([code, text]).toStrictEqual([
      1,
      expect.stringContaining('PORT is "eighty"; accepted is a whole number from 0 to 65535'),
    ]);
  });
});

test.each([
  [{}, 8080],
  [{ PORT: "" }, 8080],
  [{ PORT: "0" }, 0],
  [{ PORT: "65535" }, 65_535],
])("PORT of %j is %d", (variables, port) => {
  expect(wholeNumber(variables, "PORT", 8080, 65_535)).toBe(port);
});

test.each(["server", "health"])("%s.ts is the same in both images", (name) => {
  // Each image is built from its own folder alone, so what both need is there twice.
  const [one, other] = ["backend", "frontend"].map((folder) =>
    readFileSync(path.join(FOLDER, "..", folder, "src", `${name}.ts`), "utf8"),
  );
  expect(one).toBe(other);
});
