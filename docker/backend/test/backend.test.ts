import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { messages } from "../src/message.ts";
import { startServer } from "../src/server.ts";
import type { Running, Service } from "../src/server.ts";

const FOLDER = path.resolve(import.meta.dirname, "..");

/** Returns an event: one side waits until it has happened, the other side fires it. */
function signalled(): { happened: Promise<void>; fire: () => void } {
  let fire = () => {};
  const happened = new Promise<void>((resolve) => (fire = resolve));
  return { happened, fire: () => fire() };
}

/** What the server logged in this test: one object for each line. */
let logged: Record<string, unknown>[] = [];
const running: Running[] = [];
beforeEach(() => {
  logged = [];
  jest
    .spyOn(console, "log")
    .mockImplementation((line: string) => void logged.push(JSON.parse(line) as (typeof logged)[0]));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => stop(server)));
  jest.restoreAllMocks();
});

const stop = (server: Running): Promise<boolean> => server.stop(Promise.resolve(), 5000);

async function start(change: Partial<Service> = {}): Promise<{ server: Running; url: string }> {
  const server = await startServer({ ...messages("1.2.3", "pod-1"), ...change }, 0);
  running.push(server);
  return { server, url: `http://127.0.0.1:${server.port}` };
}

describe("the server", () => {
  test("answers with its message, version and host", async () => {
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
    ["GET", "/api", 200],
    ["GET", "/apis", 404],
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
    const { url } = await start({ get: () => Promise.reject(new Error("secret detail")) });
    const response = await fetch(`${url}/api/message`);
    expect([response.status, await response.text()]).toStrictEqual([
      500,
      '{"error":"internal error"}',
    ]);
    expect(logged.find(({ level }) => level === "error")).toMatchObject({
      message: "request failed",
      error: "Error: secret detail",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(logged.at(-1)).toMatchObject({ method: "GET", path: "/api/message", status: 500 });
  });

  test("probes are logged only when they fail", async () => {
    let ready = true;
    const { url } = await start({ ready: () => Promise.resolve(ready) });
    await fetch(`${url}/healthz`);
    await fetch(`${url}/readyz`);
    expect(logged).toStrictEqual([]);
    ready = false;
    await fetch(`${url}/readyz`);
    expect(logged).toMatchObject([{ message: "request", path: "/readyz", status: 503 }]);
  });
});

describe("stopping", () => {
  test("readiness is 503 at once while requests are still served, then the port is closed", async () => {
    const drained = signalled();
    const { server, url } = await start();
    const stopped = server.stop(drained.happened, 5000);
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
      get: async () => {
        entered.fire();
        await new Promise<void>((resolve) => (finish = resolve));
        return { status: 200, type: "text/html", body: "done" };
      },
    });
    const answer = fetch(url);
    await entered.happened;
    const stopped = stop(server);
    finish();
    expect(await (await answer).text()).toBe("done");
    expect(await stopped).toBe(true);
  });

  test("one that takes longer than the grace is cut, and stop says so", async () => {
    const entered = signalled();
    const { server, url } = await start({
      get: () => {
        entered.fire();
        return new Promise(() => undefined);
      },
    });
    const answer = fetch(url).catch(() => "cut");
    await entered.happened;
    expect(await server.stop(Promise.resolve(), 20)).toBe(false);
    expect(await answer).toBe("cut");
  });

  test("a connection without a request does not hold it up", async () => {
    const { server } = await start();
    const socket = connect(server.port, "127.0.0.1");
    await once(socket, "connect");
    expect(await stop(server)).toBe(true);
    socket.destroy();
  });
});

describe("the program", () => {
  /** Runs the program. The image runs it unchanged on Node 24; older versions need tsx to strip the types. */
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

  test.each([
    ["PORT", "eighty", "65535"],
    ["PORT", "65536", "65535"],
    ["GRACE_MS", "-1", "60000"],
  ])("%s=%s is refused with what is accepted", async (name, value, most) => {
    const child = run({ [name]: value });
    let text = "";
    child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
    const [code] = (await once(child, "close")) as [number];
    const words = `${name} is "${value}"; accepted is a whole number from 0 to ${most}`;
    expect([code, text]).toStrictEqual([1, expect.stringContaining(words)]);
  });
});

describe("each image is built from its own folder alone (docs/adr/0009), so in both are the same", () => {
  const copies = (file: string) =>
    ["backend", "frontend"].map((folder) =>
      readFileSync(path.join(FOLDER, "..", folder, file), "utf8"),
    );

  test("server.ts", () => {
    const [one, other] = copies("src/server.ts");
    expect(one).toBe(other);
  });

  test("the Dockerfiles, but for the name", () => {
    const [one, other] = copies("Dockerfile");
    expect(one?.replaceAll("backend", "frontend")).toBe(other);
  });
});
