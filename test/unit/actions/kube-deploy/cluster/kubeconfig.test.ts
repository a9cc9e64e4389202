import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { stringify } from "yaml";
import { readKubeconfig } from "../../../../../actions/kube-deploy/src/cluster/kubeconfig.ts";
import type { Job } from "../../../../../actions/lib/runtime/job.ts";

let directory = "";
let masks: string[] = [];
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "kubeconfig-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const base64 = (text: string) => Buffer.from(text).toString("base64");

const job = () =>
  ({
    mask: (secret: string) => void masks.push(secret),
    temporaryDirectory: directory,
    cancelled: new AbortController().signal,
  }) as unknown as Job;

function read(user: object, change: object = {}, context = "dev") {
  const file = path.join(directory, "config");
  const cluster = { server: "https://cluster", "certificate-authority-data": base64("CA") };
  writeFileSync(
    file,
    stringify({
      apiVersion: "v1",
      "current-context": context,
      contexts: [{ name: "dev", context: { cluster: "c", user: "u" } }],
      clusters: [{ name: "c", cluster: { ...cluster, ...change } }],
      users: [{ name: "u", user }],
    }),
  );
  masks = [];
  return readKubeconfig(file, job(), { PATH: process.env["PATH"] ?? "" });
}

describe("kubeconfig", () => {
  test("a token is used and masked", async () => {
    const access = await read({ token: "t0ken" });
    expect(access).toMatchObject({ server: "https://cluster", certificateAuthority: "CA" });
    expect([await access.token?.(false), masks]).toStrictEqual(["t0ken", ["t0ken"]]);
  });

  test("a token file is read each time; its path is relative to the kubeconfig", async () => {
    writeFileSync(path.join(directory, "token"), "first\n");
    const access = await read({ tokenFile: "token" });
    expect(await access.token?.(false)).toBe("first");
    writeFileSync(path.join(directory, "token"), "second\n");
    expect(await access.token?.(false)).toBe("second");
  });

  test("reads a client certificate, and the certificate authority from a file", async () => {
    writeFileSync(path.join(directory, "ca.pem"), "CA of a file");
    const access = await read(
      { "client-certificate-data": base64("CERT"), "client-key-data": base64("KEY-KEY") },
      { "certificate-authority-data": undefined, "certificate-authority": "ca.pem" },
    );
    expect(access).toMatchObject({
      certificateAuthority: "CA of a file",
      certificate: { cert: "CERT", key: "KEY-KEY" },
    });
    expect(access.token).toBeUndefined();
    expect(masks).toStrictEqual(["KEY-KEY"]);
  });

  const plugin = (script: string) => ({
    exec: { apiVersion: "client.authentication.k8s.io/v1", command: "node", args: ["-e", script] },
  });

  test("exec plugin: its token is kept until it expires or is refused", async () => {
    const access = await read(
      plugin(`
        const asked = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
        const status = { token: asked.apiVersion + " " + process.pid };
        console.log(JSON.stringify({ apiVersion: asked.apiVersion, kind: "ExecCredential", status }));
      `),
    );
    const first = await access.token?.(false);
    expect(first).toMatch(/^client\.authentication\.k8s\.io\/v1 \d+$/);
    expect(await access.token?.(false)).toBe(first);
    expect(await access.token?.(true)).not.toBe(first);
  });

  test("exec plugin: a token is kept only if it does not expire soon", async () => {
    const print = (expirationTimestamp: string) =>
      plugin(
        `console.log(JSON.stringify({ status: { token: "t" + process.pid, expirationTimestamp: "${expirationTimestamp}" } }))`,
      );
    for (const [end, isKept] of [
      ["2000-01-01T00:00:00Z", false],
      [new Date(Date.now() + 30_000).toISOString(), false],
      [new Date(Date.now() + 600_000).toISOString(), true],
    ] as const) {
      const access = await read(print(end));
      const first = await access.token?.(false);
      expect((await access.token?.(false)) === first).toBe(isKept);
    }
  });

  test("exec plugin that prints a token, but sets exit code 1, is an error", async () => {
    const access = await read(
      plugin('console.log(JSON.stringify({ status: { token: "t" } })); process.exitCode = 1'),
    );
    await expect(access.token?.(false)).rejects.toMatchObject({ reason: "invalid-kubeconfig" });
  });

  test("exec plugin that fails is an error with its output", async () => {
    const access = await read(plugin('console.error("no login"); process.exit(3)'));
    await expect(access.token?.(false)).rejects.toMatchObject({
      reason: "invalid-kubeconfig",
      message: expect.stringContaining("`node` printed no token (exit code 3): no login"),
    });
  });

  test("exec plugin that prints a token and exits with 1: the token is not used", async () => {
    const access = await read(
      plugin('console.log(JSON.stringify({ status: { token: "stale" } })); process.exit(1)'),
    );
    await expect(access.token?.(false)).rejects.toMatchObject({
      reason: "invalid-kubeconfig",
      message: expect.stringContaining("exit code 1"),
    });
  });

  test.each([
    ["an unknown context", () => read({ token: "t" }, {}, "nope"), '"nope"'],
    ["a user without credentials", () => read({}), "no token"],
    [
      "a cluster without a server",
      () => read({ token: "t" }, { server: undefined }),
      "clusters[0].cluster.server: nothing is given. Expected text",
    ],
    [
      "a cluster without TLS verification",
      () => read({ token: "t" }, { "insecure-skip-tls-verify": true }),
      "insecure-skip-tls-verify",
    ],
    [
      "a missing file",
      () =>
        read(
          { token: "t" },
          { "certificate-authority-data": undefined, "certificate-authority": "no.pem" },
        ),
      "no.pem",
    ],
    [
      "a missing kubeconfig",
      () => readKubeconfig(path.join(directory, "none"), job(), {}),
      "ENOENT",
    ],
  ])("refused: %s", async (_, attempt, text) => {
    await expect(attempt()).rejects.toMatchObject({
      reason: "invalid-kubeconfig",
      message: expect.stringContaining(text),
    });
  });
});
