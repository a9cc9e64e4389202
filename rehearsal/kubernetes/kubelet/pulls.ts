import { createHash } from "node:crypto";
import type { Delays } from "../delays.ts";
import type { FailureReason } from "../failures.ts";
import { backOffSeconds, normal, warning, type Step } from "./steps.ts";

/** Pulls an image until it succeeds, as the kubelet does: ErrImagePull, ImagePullBackOff, and again. */
export async function* pullImage(
  image: string,
  delays: Delays,
  findProblem: () => Promise<FailureReason | undefined>,
): AsyncGenerator<Step> {
  let pauseMs = 0;
  for (let tries = 0; ; tries += 1) {
    yield { afterMs: pauseMs, events: [normal("Pulling", `Pulling image "${image}"`)] };
    const problem = await findProblem();
    const error = problem === undefined ? undefined : pullError(image, problem);
    if (error === undefined) {
      yield { afterMs: delays.pullMs, events: [normal("Pulled", pulled(image))] };
      return;
    }
    yield {
      afterMs: delays.pullMs,
      state: { waiting: { reason: "ErrImagePull", message: error } },
      events: [
        warning("Failed", `Failed to pull image "${image}": ${error}`),
        warning("Failed", "Error: ErrImagePull"),
      ],
    };
    const message = `Back-off pulling image "${image}"`;
    yield {
      afterMs: delays.secondMs,
      state: {
        waiting: { reason: "ImagePullBackOff", message: `${message}: ErrImagePull: ${error}` },
      },
      events: [normal("BackOff", message), warning("Failed", "Error: ImagePullBackOff")],
    };
    pauseMs = backOffSeconds(tries) * delays.secondMs;
  }
}

/** Makes the message for a pulled image. The size is derived from the image's name. */
function pulled(image: string): string {
  const size = 40_000_000 + (createHash("sha256").update(image).digest().readUInt16BE() % 9999);
  return `Successfully pulled image "${image}" in 1.204s (1.204s including waiting). Image size: ${size} bytes.`;
}

/**
 * Returns the error message of containerd, the container runtime of EKS nodes; undefined if the failure does not
 * concern pulls.
 */
function pullError(image: string, problem: FailureReason): string | undefined {
  const unpack = `failed to pull and unpack image "${image}"`;
  const resolve = `${unpack}: failed to resolve reference "${image}"`;
  switch (problem) {
    case "image-not-found":
      return `rpc error: code = NotFound desc = ${resolve}: ${image}: not found`;
    case "image-pull-denied":
      return `rpc error: code = Unknown desc = ${resolve}: unexpected status from HEAD request to ${manifestUrl(image)}: 403 Forbidden`;
    case "image-wrong-platform":
      return `rpc error: code = NotFound desc = ${unpack}: no match for platform in manifest: not found`;
    default:
      return undefined;
  }
}

/** Returns the URL that containerd requests: https://HOST/v2/REPOSITORY/manifests/TAG-OR-DIGEST */
function manifestUrl(image: string): string {
  const [, host = "", path = "", reference = ""] = /^([^/]+)\/([^:@]+)[:@]?(.*)$/.exec(image) ?? [];
  return `https://${host}/v2/${path}/manifests/${reference === "" ? "latest" : reference}`;
}
