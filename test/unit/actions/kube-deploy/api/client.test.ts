import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { KubernetesClient } from "../../../../../actions/kube-deploy/src/api/client.ts";
import { ApiError, ConnectionError } from "../../../../../actions/kube-deploy/src/api/errors.ts";
import { ScriptedApi, answer, status } from "../../../../support/kubernetes/api.ts";

let api: ScriptedApi;
let client: KubernetesClient;
let tokens: boolean[];

beforeEach(async () => {
  api = await new ScriptedApi().start();
  tokens = [];
  client = new KubernetesClient({
    ...api.access,
    token: (renew) => {
      tokens.push(renew);
      return Promise.resolve("good");
    },
  });
});
afterEach(async () => {
  client.close();
  await api.close();
});

describe("client", () => {
  test("K-E 1: a refused token is renewed once", async () => {
    api.script.push({
      match: /version/,
      answer: (_, response) => answer(response, 401, status(401, "Unauthorized", "Unauthorized")),
    });
    await expect(client.json("/version")).resolves.toStrictEqual({ gitVersion: "v1.36.3" });
    expect(tokens).toStrictEqual([false, true]);
    api.authenticate = () => false;
    await expect(client.json("/version")).rejects.toMatchObject({ status: 401 });
  });

  test("K-E 7: a wrong certificate authority and a refused connection are different faults", async () => {
    const other = await new ScriptedApi().start();
    const access = { server: api.url, certificateAuthority: other.authority };
    await expect(new KubernetesClient(access).json("/version")).rejects.toMatchObject({
      fault: "certificate",
    });
    await other.close();
    await expect(
      new KubernetesClient({ ...access, server: other.url }).json("/version"),
    ).rejects.toMatchObject({ fault: "refused" });
  });

  test("no answer in time is a timeout", async () => {
    api.script.push({ match: /version/, answer: () => undefined });
    const error = await client.json("/version", { idle: 20 }).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ fault: "timeout" });
  });

  test("an error page that is not a Status object is an error with its first line", async () => {
    api.script.push({
      match: /version/,
      answer: (_, response) => response.writeHead(502).end("<html>\nbad gateway"),
    });
    const error = await client.json("/version").catch((each: unknown) => each);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 502, message: "HTTP 502: <html>" });
  });

  test.each([400, 404, 500])("status %d is an error", async (code) => {
    api.script.push({
      match: /version/,
      answer: (_, response) => answer(response, code, status(code, "Reason", "words")),
    });
    await expect(client.json("/version")).rejects.toMatchObject({ status: code, message: "words" });
  });

  test("an answer that is not JSON is an error", async () => {
    api.script.push({ match: /version/, answer: (_, response) => response.end("hello") });
    await expect(client.json("/version")).rejects.toThrow("the answer to /version is not JSON");
  });

  test("knows the server's clock", async () => {
    api.script.push({
      match: /version/,
      answer: (_, response) =>
        response.setHeader("date", "Sat, 01 Jan 2000 00:00:00 GMT").end("{}"),
    });
    await client.json("/version");
    expect(new Date(client.serverTime()).toISOString().slice(0, 13)).toBe("2000-01-01T00");
  });
});
