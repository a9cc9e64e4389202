import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { fileURLToPath } from "node:url";
import type { Providers } from "../../../rehearsal/terraform/index.ts";
import { startProviders } from "../../../rehearsal/terraform/index.ts";
import type { KubernetesApi, Manifest } from "../../unit/rehearsal/terraform/kubernetes-api.ts";
import { startKubernetesApi } from "../../unit/rehearsal/terraform/kubernetes-api.ts";
import { loopbackWorld } from "../../unit/rehearsal/terraform/loopback-world.ts";
import { Workspace } from "./workspace.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

// The words are those that the real provider said in the same situations (kubernetes-create.json comes from the
// same recording).
describe("failures in the words of hashicorp/kubernetes", () => {
  let api: KubernetesApi;
  let stranger: KubernetesApi;
  let providers: Providers;
  let workspace: Workspace;

  beforeAll(async () => {
    api = await startKubernetesApi();
    stranger = await startKubernetesApi();
    const { world } = loopbackWorld({ endpoint: api.url, certificateAuthority: "" });
    providers = await startProviders({ world });
    workspace = new Workspace("recorded", providers.environment(), FOLDER);
    await workspace.init();
  });

  beforeEach(() => {
    api.onRead = () => undefined;
    api.refuse = () => undefined;
  });

  afterAll(() => {
    workspace.remove();
    providers.close();
    api.close();
    stranger.close();
  });

  const apply = async (...variables: string[]): Promise<string> => {
    const trusted = [
      `-var=host=${api.url}`,
      `-var=certificate_authority=${api.certificateAuthority}`,
    ];
    const { code, stderr } = await workspace.terraform(
      ...["apply", "-auto-approve", "-input=false", "-no-color"],
      ...trusted,
      ...variables,
    );
    return code === 0 ? "applied" : stderr.replaceAll(/\s+/g, " ");
  };

  const status = (of: Record<string, unknown>) => (object: Manifest) => {
    if (object["kind"] !== "Deployment") return;
    object.status = { observedGeneration: object.metadata.generation, ...of };
  };

  it("an API that nobody answers for", async () => {
    stranger.close();
    const said = await apply(`-var=host=${stranger.url}`);
    const address = stranger.url.replace("https://", "");
    expect(said).toContain(
      `Post "${stranger.url}/api/v1/namespaces": dial tcp ${address}: connect: connection refused`,
    );
  });

  it("an API with a certificate of somebody else", async () => {
    expect(await apply(`-var=certificate_authority=${stranger.certificateAuthority}`)).toContain(
      "tls: failed to verify certificate: x509: certificate signed by unknown authority",
    );
  });

  it("an identity that may not", async () => {
    const message = 'namespaces is forbidden: User "limited" cannot create resource "namespaces"';
    api.refuse = (verb) => (verb === "POST" ? { code: 403, message } : undefined);
    expect(await apply()).toContain(`Error: ${message}`);
  });

  it("a Deployment that the API refuses", async () => {
    api.refuse = (verb, path) =>
      verb === "POST" && path.endsWith("/deployments")
        ? { code: 422, message: 'Deployment.apps "web" is invalid: spec.replicas: Invalid value' }
        : undefined;
    expect(await apply("-var=wait=false")).toContain(
      'Error: Failed to create deployment: Deployment.apps "web" is invalid',
    );
  });

  it("pods that are never made (quota, pod security), when the time is over", async () => {
    api.onRead = status({ replicas: 0, updatedReplicas: 0 });
    expect(await apply("-var=create_timeout=200ms")).toContain(
      "Error: Waiting for rollout to finish: 0 out of 2 new replicas have been updated...",
    );
  });

  it("leaves the failed Deployment tainted, to be replaced", async () => {
    const state = JSON.parse(await workspace.succeed("show", "-json")) as {
      values: { root_module: { resources: { address: string; tainted?: boolean }[] } };
    };
    const web = state.values.root_module.resources.find(
      ({ address }) => address === "kubernetes_deployment_v1.web",
    );
    expect(web?.tainted).toBe(true);
  });

  it("pods that crash, as soon as the Deployment gives up", async () => {
    const conditions = [
      { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" },
    ];
    api.onRead = status({ replicas: 2, updatedReplicas: 2, conditions });
    expect(await apply()).toContain("Error: Deployment exceeded its progress deadline");
  });

  it("and goes on when the rollout works again", async () => {
    api.onRead = status({ replicas: 2, updatedReplicas: 2, availableReplicas: 2 });
    expect(await apply()).toBe("applied");
  });
});
