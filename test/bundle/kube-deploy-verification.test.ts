// Checks after everything has become ready: smoke tests and the soak.
import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { OTHER_DIGEST, deployFleet, imagesOf } from "../support/kubernetes/deployments.ts";
import {
  DIGEST,
  IMAGE,
  PATHS,
  deployment,
  pod,
  putHealthy,
  state,
} from "../support/kubernetes/fleet.ts";
import { api, cloud, useFleet } from "../support/kubernetes/use-fleet.ts";
import { rare } from "../support/rare.ts";
import { storedDocuments, storedEvents } from "../support/releases/stored.ts";
import { startServer } from "../support/servers.ts";

const [GOOD, BAD] = ["a", "b"].map((letter) => letter.repeat(40)) as [string, string];
const OTHER_IMAGE = IMAGE.replace(DIGEST, OTHER_DIGEST);

useFleet();
let server: Awaited<ReturnType<typeof startServer>>;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
beforeEach(async () => {
  server = await startServer((request, response) => answer(request, response));
  answer = (_, response) => response.end("ready");
  putHealthy(api);
});
afterEach(() => server.close());

/** Returns a terraform script whose Ingress has the server's address. */
const script = () => ({ state: state({ host: new URL(server.url).host }) });
const record = (id: string | undefined) => storedDocuments(cloud)[`releases/${id ?? ""}.json`];

describe("smoke tests", () => {
  test("run when everything is ready, at the address of the Ingress, and are recorded", async () => {
    const seen: (string | undefined)[] = [];
    answer = ({ url }, response) => {
      seen.push(url);
      response.setHeader("content-type", "text/plain").end("ready");
    };
    const tests = [
      "- { url: /healthz, body-contains: ready, headers: { content-type: text/plain } }",
      '- { name: root, url: "$URL/?page=1" }',
      `- { url: "${server.url.replace("//", "//user:hunter2hunter2@")}/private" }`,
    ].join("\n");
    const { exitCode, outputs, summary, stdout } = await deployFleet(cloud, {
      script: script(),
      inputs: { "smoke-tests": tests },
    });
    expect([exitCode, outputs["failure-reason"]]).toStrictEqual([0, undefined]);
    expect(seen.sort()).toStrictEqual(["/?page=1", "/healthz", "/private"]);
    const results = ["/healthz", "root", `${server.url}/private`].map((name) => ({
      name,
      result: "passed",
    }));
    expect(record(outputs["release-id"])).toMatchObject({ smokeTests: results });
    expect(JSON.parse(outputs["release"] ?? "")).toMatchObject({ smokeTests: results });
    expect(summary).toContain("| `/healthz` | ✅ passed |");
    const shown = stdout.replaceAll("::add-mask::hunter2hunter2", "");
    expect(shown + summary + JSON.stringify(outputs)).not.toContain("hunter2hunter2");
  });

  rare("that fail cause a rollback, which has to pass them", async () => {
    const inputs = { "smoke-tests": "[{url: /healthz, timeout: 0s}, {job: fleet/smoke}]" };
    const job = { "smoke-tests": "[{url: /healthz, timeout: 0s}]" };
    const good = await deployFleet(cloud, { script: script(), sha: GOOD, inputs: job });
    const id = good.outputs["release-id"] ?? "";

    putHealthy(api, OTHER_IMAGE);
    answer = (_, response) => response.writeHead(503).end("<h1>no database</h1>");
    const { exitCode, outputs, annotations, summary } = await deployFleet(cloud, {
      script: script(),
      sha: BAD,
      runId: 502,
      inputs: { ...job, rollback: "last-good", images: imagesOf(OTHER_DIGEST) },
      onLine: (line) => {
        if (!line.includes("is rolled back to release")) return;
        putHealthy(api);
        answer = (_, response) => response.end("ready");
      },
    });
    expect([exitCode, outputs["failure-reason"]]).toStrictEqual([1, "smoke-test-failed"]);
    expect(outputs).toMatchObject({ status: "rolled-back", "rolled-back-to": id });
    expect(annotations.at(-1)?.text).toContain(
      "the smoke test /healthz failed: it answered 503, expected 200 to 299 (tried once). dev runs release",
    );
    expect(summary).toContain("dev: ❌ a smoke test failed");
    expect(summary).toContain("| `/healthz` | ❌ it answered 503");
    expect(summary).toContain("no database");

    // The rollback counts only if it passes the smoke tests itself.
    putHealthy(api, OTHER_IMAGE);
    const worse = await deployFleet(cloud, {
      script: script(),
      sha: BAD,
      runId: 503,
      inputs: { ...inputs, rollback: "last-good", images: imagesOf(OTHER_DIGEST) },
      onLine: (line) => {
        if (line.includes("is rolled back to release")) putHealthy(api);
      },
    });
    expect(worse.outputs).toMatchObject({ status: "failed" });
    expect(worse.annotations.at(-1)?.text).toMatch(
      /smoke test Job fleet\/smoke failed: the workspace has no Job fleet\/smoke\. The rollback to release .* did not succeed either: the workloads are ready, but the smoke test Job/,
    );
  });

  rare("do not run if terraform gave up waiting, although everything became ready", async () => {
    const seen: (string | undefined)[] = [];
    answer = ({ url }, response) => response.end(String(seen.push(url)));
    const summary = "Deployment exceeded its progress deadline";
    const applyErrors = [{ summary, address: "kubernetes_deployment_v1.frontend" }];
    const { outputs } = await deployFleet(cloud, {
      script: { ...script(), applyErrors },
      inputs: { "smoke-tests": "[{url: /healthz}]" },
    });
    expect([outputs["failure-reason"], seen]).toStrictEqual(["healthy-after-wait", []]);
  });

  rare("with a path need an Ingress", async () => {
    const { outputs, annotations } = await deployFleet(cloud, {
      script: { state: { ...state(), values: workloadsOnly() } },
      inputs: { "smoke-tests": "[{url: /healthz}]" },
    });
    expect(outputs["failure-reason"]).toBe("smoke-test-failed");
    expect(annotations.at(-1)?.text).toContain("no Ingress of the workspace has an address");
  });

  test("that are malformed are refused before anything is changed", async () => {
    const { outputs, annotations, terraform } = await deployFleet(cloud, {
      inputs: { "smoke-tests": "[{url: healthz}]" },
    });
    expect(outputs["failure-reason"]).toBe("invalid-input");
    expect(annotations.at(-1)?.text).toContain("smoke-tests: ");
    expect(annotations.at(-1)?.text).toContain("test 1: url: a URL, $URL/path, or a path");
    expect(terraform.calls()).toStrictEqual([]);
  });
});

/** Returns the state without its Ingress. */
const workloadsOnly = () => {
  const { root_module: root } = state().values;
  return { root_module: { ...root, resources: [] } };
};

describe("the soak", () => {
  test("is waited for, and recorded", async () => {
    const begin = Date.now();
    const { exitCode, outputs, summary } = await deployFleet(cloud, { inputs: { soak: "1s" } });
    expect(exitCode).toBe(0);
    expect(Date.now() - begin).toBeGreaterThanOrEqual(1000);
    const soak = { seconds: 1, readySince: expect.any(String) };
    expect(record(outputs["release-id"])).toMatchObject({ soak, smokeTests: [] });
    expect(summary).toMatch(/Soak: 1 s, ready since \d{4}-/);
  });

  rare("ends with the cause if a container ends, and the release is rolled back", async () => {
    const good = await deployFleet(cloud, { sha: GOOD });
    putHealthy(api, OTHER_IMAGE);
    let isRolledBack = false;
    const { outputs, annotations, summary } = await deployFleet(cloud, {
      sha: BAD,
      runId: 502,
      inputs: { soak: "3s", rollback: "last-good", images: imagesOf(OTHER_DIGEST) },
      onLine: (line) => {
        isRolledBack ||= line.includes("is rolled back to release");
        if (line.includes("is rolled back to release")) putHealthy(api);
        if (!line.includes("Watch for 3 s more") || isRolledBack) return;
        api.set(PATHS.deployments, deployment(1));
        const terminated = { exitCode: 3, reason: "Error" };
        const status = { restartCount: 1, state: { terminated }, lastState: { terminated } };
        api.set(PATHS.pods, pod(status, "Running"));
      },
    });
    expect(good.exitCode).toBe(0);
    expect(outputs).toMatchObject({ status: "rolled-back" });
    expect(annotations.at(-1)?.text).toMatch(/exit code 3.*started again during the soak/);
    expect(summary).toContain("dev: ❌ not healthy");
    expect(storedEvents(cloud).at(-1)).toMatchObject({ status: "rolled-back" });
  });
});
