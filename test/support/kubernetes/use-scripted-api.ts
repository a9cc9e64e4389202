import { afterEach, beforeEach } from "@jest/globals";
import { KubernetesClient } from "../../../actions/kube-deploy/src/api/client.ts";
import { ScriptedApi } from "./api.ts";

/** The Kubernetes API of this test. */
export let api: ScriptedApi;
/** A client of this API. */
export let client: KubernetesClient;

/** Gives each test of a file its own API and a client, and closes both after the test. */
export function useScriptedApi(): void {
  beforeEach(async () => {
    api = await new ScriptedApi().start();
    client = new KubernetesClient(api.access);
  });
  afterEach(async () => {
    client.close();
    await api.close();
  });
}
