import { ApiError, type KubernetesClient } from "../client.ts";
import { isFields, type Container, type Fields, type Pod } from "../objects/types.ts";

/** Reads the Secrets and ConfigMaps of one namespace. */
export class References {
  private readonly client: KubernetesClient;
  private readonly namespace: string;

  constructor(client: KubernetesClient, namespace: string) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Returns why a volume of the pod cannot be mounted, in the kubelet's words; undefined if all can be mounted. */
  async findVolumeProblem({ spec }: Pod): Promise<string | undefined> {
    for (const { name, secret, configMap } of spec.volumes ?? []) {
      const problem =
        (await this.findMissing("secret", secret?.secretName, secret?.optional)) ??
        (await this.findMissing("configmap", configMap?.name, configMap?.optional));
      if (problem !== undefined)
        return `MountVolume.SetUp failed for volume "${name}" : ${problem}`;
    }
    return undefined;
  }

  /** Returns why the environment of a container cannot be built, in the kubelet's words. */
  async findEnvironmentProblem({ env, envFrom }: Container): Promise<string | undefined> {
    for (const { secretRef, configMapRef } of envFrom ?? []) {
      const problem =
        (await this.findMissing("secret", secretRef?.name, secretRef?.optional)) ??
        (await this.findMissing("configmap", configMapRef?.name, configMapRef?.optional));
      if (problem !== undefined) return problem;
    }
    for (const { valueFrom } of env ?? []) {
      const { secretKeyRef, configMapKeyRef } = valueFrom ?? {};
      const kind = secretKeyRef === undefined ? "configmap" : "secret";
      const { name, key = "", optional } = secretKeyRef ?? configMapKeyRef ?? {};
      const problem = await this.findMissing(kind, name, optional, key);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  private async findMissing(
    kind: "secret" | "configmap",
    name: string | undefined,
    optional = false,
    key?: string,
  ): Promise<string | undefined> {
    if (name === undefined || optional) return undefined;
    const object = await this.read(`${kind}s`, name);
    if (object === undefined) return `${kind} "${name}" not found`;
    const data = isFields(object["data"]) ? object["data"] : {};
    if (key === undefined || key in data) return undefined;
    const word = kind === "secret" ? "Secret" : "ConfigMap";
    return `couldn't find key ${key} in ${word} ${this.namespace}/${name}`;
  }

  private async read(plural: string, name: string): Promise<Fields | undefined> {
    try {
      const path = `/api/v1/namespaces/${this.namespace}/${plural}/${name}`;
      return (await this.client.request("GET", path)) as Fields;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }
}
