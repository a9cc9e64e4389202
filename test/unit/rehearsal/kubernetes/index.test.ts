import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { Kubernetes } from "../../../../rehearsal/kubernetes/index.ts";
import { APPS, CORE, call, deployment, isRolledOut, patch, post, start } from "./world.ts";

let kube: Kubernetes;
afterEach(() => kube.close());

describe("must not be lost: kept worlds", () => {
  it("has the same CA, objects, running pods and logs again", async () => {
    const directory = mkdtempSync(join(tmpdir(), "kubernetes-"));
    kube = await start({ directory });
    await post(kube, `${APPS}/deployments`, deployment("web"));
    await isRolledOut(kube, "web");
    const [before, pods] = [kube.objects("deployments"), kube.objects("pods")];
    const { certificateAuthority } = kube;
    await kube.close();
    kube = await start({ directory });
    expect(kube.certificateAuthority).toBe(certificateAuthority);
    expect(kube.objects("deployments")).toStrictEqual(before);
    const log = await call(kube, `${CORE}/pods/${pods[0]!.metadata.name}/log`);
    expect(log.body["text"]).toBe('{"level":"info","msg":"listening","port":8080}\n');
    await patch(kube, `${APPS}/deployments/web`, [
      { op: "replace", path: "/spec/replicas", value: 3 },
    ]);
    await isRolledOut(kube, "web");
    const kept = new Set(kube.objects("pods").map(({ metadata }) => metadata.uid));
    expect(pods.every(({ metadata }) => kept.has(metadata.uid))).toBe(true);
    rmSync(directory, { recursive: true });
  });

  it("keeps its port if the port is free", async () => {
    kube = await start();
    const port = Number(new URL(kube.url).port);
    const other = await start({ port });
    expect(other.url).not.toBe(kube.url);
    await other.close();
    await kube.close();
    kube = await start({ port });
    expect(new URL(kube.url).port).toBe(String(port));
  });
});

it("lists the known failures if a failure is not known", async () => {
  kube = await start();
  expect(() => kube.fail({ reason: "gremlins" as "crash" })).toThrow(
    /^failure "gremlins" is not known\. Expected one of image-not-found, /,
  );
});
