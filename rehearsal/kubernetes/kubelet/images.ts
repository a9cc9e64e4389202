import type { Container } from "../objects.ts";
import type { PodWork } from "./work.ts";

const NAME = /^[a-z0-9][a-z0-9._:/-]*(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

/** The container runtime's words for a pull that went wrong (containerd, as EKS nodes run it). */
function pullError(image: string, kind: string): string {
  const unpack = `failed to pull and unpack image "${image}"`;
  const resolve = `${unpack}: failed to resolve reference "${image}"`;
  const answer = (status: string) =>
    `rpc error: code = Unknown desc = ${resolve}: unexpected status from HEAD request to ${manifestUrl(image)}: ${status}`;
  switch (kind) {
    case "image-pull-denied":
      return answer("403 Forbidden");
    case "image-rate-limited":
      return answer("429 Too Many Requests");
    case "image-wrong-platform":
      return `rpc error: code = NotFound desc = ${unpack}: no match for platform in manifest: not found`;
    default:
      return `rpc error: code = NotFound desc = ${resolve}: ${image}: not found`;
  }
}

function manifestUrl(image: string): string {
  const [, host = "", path = "", reference = ""] = /^([^/]+)\/([^:@]+)[:@]?(.*)$/.exec(image) ?? [];
  return `https://${host}/v2/${path}/manifests/${reference === "" ? "latest" : reference}`;
}

/** Why this pull fails, or undefined when it succeeds. `attempt` counts from 0. */
async function problemOf(
  work: PodWork,
  container: Container,
  attempt: number,
): Promise<string | undefined> {
  const scripted = work.failure(
    container,
    "image-not-found",
    "image-pull-denied",
    "image-wrong-platform",
    "image-rate-limited",
  );
  if (scripted !== undefined && !(scripted.reason === "image-rate-limited" && attempt >= 2))
    return scripted.reason;
  return (await work.imageExists(container.image)) ? undefined : "image-not-found";
}

const BACK_OFF = { first: 10, most: 300 };

/** Pulls until it works, as the kubelet does: ErrImagePull, ImagePullBackOff, and again. */
export async function pullImage(work: PodWork, container: Container): Promise<void> {
  const { image, name } = container;
  const fieldPath = fieldPathOf(work, container);
  if (!NAME.test(image) || work.failure(container, "image-invalid") !== undefined)
    await refuseName(work, container);
  for (let attempt = 0; ; attempt += 1) {
    work.record({ reason: "Pulling", message: `Pulling image "${image}"`, fieldPath });
    await work.sleep(work.cluster.pace.pullMs);
    const problem = await problemOf(work, container, attempt);
    if (problem === undefined) break;
    const error = pullError(image, problem);
    const warn = (message: string) =>
      work.record({ reason: "Failed", message, fieldPath, warning: true });
    work.container(
      name,
      (status) => (status.state = { waiting: { reason: "ErrImagePull", message: error } }),
    );
    warn(`Failed to pull image "${image}": ${error}`);
    warn("Error: ErrImagePull");
    await work.seconds(1);
    const message = `Back-off pulling image "${image}"`;
    work.record({ reason: "BackOff", message, fieldPath });
    const detailed = `${message}: ErrImagePull: ${error}`;
    work.container(
      name,
      (status) => (status.state = { waiting: { reason: "ImagePullBackOff", message: detailed } }),
    );
    warn("Error: ImagePullBackOff");
    await work.seconds(Math.min(BACK_OFF.most, BACK_OFF.first * 2 ** attempt));
  }
  const took = `${work.cluster.pace.pullMs}ms`;
  work.record({
    reason: "Pulled",
    message: `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: 52428800 bytes.`,
    fieldPath,
  });
}

async function refuseName(work: PodWork, { name, image }: Container): Promise<never> {
  const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`;
  work.container(
    name,
    (status) => (status.state = { waiting: { reason: "InvalidImageName", message } }),
  );
  work.record({ reason: "InspectFailed", message, warning: true });
  work.record({ reason: "Failed", message: "Error: InvalidImageName", warning: true });
  return work.forever();
}

export function fieldPathOf(work: PodWork, { name }: Container): string {
  const init = (work.pod.spec.initContainers ?? []).some((item) => item.name === name);
  return `spec.${init ? "initContainers" : "containers"}{${name}}`;
}

/** The digest that a pulled image is known by on the node. */
export function imageId(image: string): string {
  return image.includes("@") ? image : `${image.replace(/:[^:/]+$/, "")}@sha256:${"0".repeat(64)}`;
}
