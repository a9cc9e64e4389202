import { createHash } from "node:crypto";
import type { PodFailureReason } from "./failures.ts";
import type { Pace, Step } from "./steps.ts";

/** What the kubelet reports about a container. */
export interface PodEvent {
  type: "Normal" | "Warning";
  reason: string;
  message: string;
}

export const normal = (reason: string, message: string): PodEvent => ({
  type: "Normal",
  reason,
  message,
});
export const warning = (reason: string, message: string): PodEvent => ({
  type: "Warning",
  reason,
  message,
});

/** The events of a pull that works; the size is made from the image's name. */
export function pulled(image: string): PodEvent[] {
  const size = 40_000_000 + (createHash("sha256").update(image).digest().readUInt16BE() % 9999);
  const took = "1.204s (1.204s including waiting)";
  return [
    normal("Pulling", `Pulling image "${image}"`),
    normal("Pulled", `Successfully pulled image "${image}" in ${took}. Image size: ${size} bytes.`),
  ];
}

/** ErrImagePull and ImagePullBackOff in turns, in the words of containerd. */
export function pullFailure(image: string, failure: PodFailureReason, pace: Pace): Step[] {
  const resolving = `failed to pull and unpack image "${image}": failed to resolve reference "${image}"`;
  const cause =
    failure === "image-not-found"
      ? `rpc error: code = NotFound desc = ${resolving}: ${image}: not found`
      : `rpc error: code = Unknown desc = ${resolving}: unexpected status from HEAD request to ${manifestUrl(image)}: 403 Forbidden`;
  const failed: Step = {
    afterMs: pace.pullMs,
    state: { waiting: { reason: "ErrImagePull", message: cause } },
    events: [
      normal("Pulling", `Pulling image "${image}"`),
      warning("Failed", `Failed to pull image "${image}": ${cause}`),
      warning("Failed", "Error: ErrImagePull"),
    ],
  };
  const backedOff: Step = {
    afterMs: pace.backOffMs,
    state: {
      waiting: {
        reason: "ImagePullBackOff",
        message: `Back-off pulling image "${image}": ErrImagePull: ${cause}`,
      },
    },
    events: [
      normal("BackOff", `Back-off pulling image "${image}"`),
      warning("Failed", "Error: ImagePullBackOff"),
    ],
  };
  const again = { ...failed, afterMs: pace.backOffMs };
  return [failed, backedOff, again, backedOff, again, backedOff];
}

/** The address that containerd asks: https://HOST/v2/REPOSITORY/manifests/TAG-OR-DIGEST */
function manifestUrl(image: string): string {
  const slash = image.indexOf("/");
  const rest = image.slice(slash + 1);
  const at = rest.includes("@") ? rest.indexOf("@") : rest.lastIndexOf(":");
  return `https://${image.slice(0, slash)}/v2/${rest.slice(0, at)}/manifests/${rest.slice(at + 1)}`;
}
