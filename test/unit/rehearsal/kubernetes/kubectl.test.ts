import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Kubernetes } from "../../../../rehearsal/kubernetes/index.ts";
import { ADMIN, deployment, start } from "./world.ts";

function hasKubectl(): boolean {
  try {
    execFileSync("kubectl", ["version", "--client"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const suite = hasKubectl() ? describe : describe.skip;

suite("the real kubectl (skipped when it is not installed)", () => {
  let kube: Kubernetes;
  const directory = mkdtempSync(join(tmpdir(), "kubectl-"));
  const run = async (...args: string[]) => {
    const env = {
      PATH: process.env["PATH"],
      HOME: directory,
      KUBECONFIG: join(directory, "config"),
    };
    const { stdout } = await promisify(execFile)("kubectl", args, {
      env,
      cwd: directory,
      timeout: 30_000,
    });
    return stdout;
  };

  beforeAll(async () => {
    kube = await start({ failures: [{ reason: "crash", workload: "bad", logs: ["no database"] }] });
    const data = Buffer.from(kube.certificateAuthority).toString("base64");
    const config = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "t", cluster: { server: kube.url, "certificate-authority-data": data } }],
      users: [{ name: "t", user: { token: ADMIN } }],
      contexts: [{ name: "t", context: { cluster: "t", user: "t" } }],
      "current-context": "t",
    };
    writeFileSync(join(directory, "config"), JSON.stringify(config), { mode: 0o600 });
    for (const name of ["web", "bad"])
      writeFileSync(join(directory, `${name}.json`), JSON.stringify(deployment(name)));
  });
  afterAll(async () => {
    await kube.close();
    rmSync(directory, { recursive: true });
  });

  it("applies, waits, lists, describes, reads logs and events, undoes", async () => {
    expect(await run("apply", "-f", "web.json")).toBe("deployment.apps/web created\n");
    expect(await run("rollout", "status", "deploy/web", "--timeout=20s")).toContain(
      "successfully rolled out",
    );
    expect(await run("get", "deploy")).toMatch(
      /NAME\s+READY\s+UP-TO-DATE\s+AVAILABLE\s+AGE\nweb\s+2\/2\s+2\s+2/,
    );
    expect(await run("logs", "deploy/web")).toBe("listening on port 8080\n");
    expect(await run("describe", "deploy/web")).toContain("Scaled up replica set");
    await run("set", "image", "deploy/web", "web=repo/web:2");
    await run("rollout", "status", "deploy/web", "--timeout=20s");
    expect(await run("apply", "-f", "web.json")).toBe("deployment.apps/web configured\n");
    await run("rollout", "status", "deploy/web", "--timeout=20s");
    expect(
      await run("get", "pods", "-o", "jsonpath={.items[*].spec.containers[*].image}"),
    ).toContain("repo/web:1");
    expect(await run("apply", "--server-side", "--force-conflicts", "-f", "web.json")).toContain(
      "serverside-applied",
    );
  }, 60_000);

  it("shows a crash loop with its previous log", async () => {
    await run("apply", "-f", "bad.json");
    await run(
      "wait",
      "--for=jsonpath={.status.containerStatuses[0].lastState.terminated.reason}=Error",
      "pod",
      "-l",
      "app=bad",
      "--timeout=20s",
    );
    expect(
      await run(
        "events",
        "--for",
        `pod/${kube.objects("pods").find(({ metadata }) => metadata.labels?.["app"] === "bad")!.metadata.name}`,
      ),
    ).toContain("Back-off restarting failed container web");
    expect(await run("logs", "deploy/bad", "--previous")).toContain("no database");
    expect(await run("delete", "deploy/bad")).toContain('deployment.apps "bad" deleted');
  }, 60_000);
});
