import type { Container } from "../objects.ts";
import { isFields } from "../patch.ts";
import { fieldPathOf } from "./images.ts";
import type { PodWork } from "./work.ts";

/** Waits until every volume can be mounted; says what is missing, as often as the kubelet does. */
export async function mountVolumes(work: PodWork): Promise<void> {
  for (;;) {
    const problem = volumeProblem(work);
    if (problem === undefined) return;
    work.record({ reason: "FailedMount", message: problem, warning: true });
    // Asks again when the object appears, and now and then without a cause.
    await work.seconds(2);
  }
}

function volumeProblem(work: PodWork): string | undefined {
  const { namespace } = work.pod.metadata;
  const exists = (plural: string, name: string) => work.cluster.store.get(plural, namespace, name);
  if (work.failures.some(({ reason }) => reason === "mount"))
    return 'MountVolume.SetUp failed for volume "config" : configmap "app-config" not found';
  for (const { name, secret, configMap } of work.pod.spec.volumes ?? []) {
    const failed = `MountVolume.SetUp failed for volume "${name}" :`;
    if (secret !== undefined && secret.optional !== true && !exists("secrets", secret.secretName))
      return `${failed} secret "${secret.secretName}" not found`;
    if (
      configMap !== undefined &&
      configMap.optional !== true &&
      !exists("configmaps", configMap.name)
    )
      return `${failed} configmap "${configMap.name}" not found`;
  }
  return undefined;
}

/** Waits until the container's environment can be built: CreateContainerConfigError until then. */
export async function buildEnvironment(work: PodWork, container: Container): Promise<void> {
  for (;;) {
    const message = environmentProblem(work, container);
    if (message === undefined) return;
    const reason = "CreateContainerConfigError";
    work.container(container.name, (status) => (status.state = { waiting: { reason, message } }));
    const fieldPath = fieldPathOf(work, container);
    work.record({ reason: "Failed", message: `Error: ${message}`, fieldPath, warning: true });
    await work.seconds(10);
  }
}

function environmentProblem(work: PodWork, container: Container): string | undefined {
  if (work.failure(container, "config-error") !== undefined)
    return 'secret "app-secrets" not found';
  const { namespace = "" } = work.pod.metadata;
  const object = (plural: string, name: string) => work.cluster.store.get(plural, namespace, name);
  const whole = (container.envFrom ?? []).flatMap(({ secretRef, configMapRef }) => [
    { plural: "secrets", word: "secret", source: secretRef },
    { plural: "configmaps", word: "configmap", source: configMapRef },
  ]);
  for (const { plural, word, source } of whole)
    if (
      source !== undefined &&
      source.optional !== true &&
      object(plural, source.name) === undefined
    )
      return `${word} "${source.name}" not found`;
  for (const { valueFrom } of container.env ?? []) {
    const [plural, word, source] =
      valueFrom?.secretKeyRef === undefined
        ? (["configmaps", "ConfigMap", valueFrom?.configMapKeyRef] as const)
        : (["secrets", "Secret", valueFrom.secretKeyRef] as const);
    if (source === undefined || source.optional === true) continue;
    const found = object(plural, source.name);
    if (found === undefined) return `${word.toLowerCase()} "${source.name}" not found`;
    const data = isFields(found["data"]) ? found["data"] : {};
    if (!(source.key in data))
      return `couldn't find key ${source.key} in ${word} ${namespace}/${source.name}`;
  }
  return undefined;
}
