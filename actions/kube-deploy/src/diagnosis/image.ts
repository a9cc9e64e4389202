import { AT_TIMEOUT, NOW, PATIENCE, oneLine, shortImage } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";

/** Waiting reasons of a container whose image is being pulled in vain. */
export const isPulling = (reason: string): boolean =>
  reason === "ErrImagePull" || reason === "ImagePullBackOff";

export type PullFault = "not-found" | "platform" | "denied" | "rate-limited" | "transient";

const FAULTS: readonly [RegExp, PullFault][] = [
  [/toomanyrequests|too many requests|\b429\b|rate limit/i, "rate-limited"],
  [
    /no basic auth credentials|pull access denied|insufficient_scope|unauthorized|forbidden|denied|not authorized|\b40[13]\b/i,
    "denied",
  ],
  [/no such host|timeout|timed out|connection re(?:set|fused)|\bEOF\b|\b50[0234]\b/i, "transient"],
  [/no match(?:ing manifest)? for platform|no matching manifest|exec format/i, "platform"],
  [/not found|manifest unknown|name unknown|NotFound|does not exist/i, "not-found"],
];

/** What kind of trouble a kubelet's pull error is; a text that fits nothing counts as transient. */
export function pullFault(message: string, image: string): PullFault {
  // The reference itself may contain any of the words and numbers.
  const text = message.replaceAll(image, "").replaceAll(/sha256:[0-9a-f]+/g, "");
  return FAULTS.find(([pattern]) => pattern.test(text))?.[1] ?? "transient";
}

export interface PullTrouble {
  /** uid of the pod. */
  uid: string;
  pod: string;
  container: string;
  image: string;
  /** The waiting state's own message. */
  message: string;
  /** Messages of the pod's Failed events. */
  events: readonly string[];
}

/** An image that cannot be pulled (F2, F3, F4; K-E 36). */
export function diagnosePull(trouble: PullTrouble, history: History, now: number): Diagnosis {
  const { uid, pod, container, image } = trouble;
  const full = [
    trouble.message,
    history.pullError(uid, container) ?? "",
    ...trouble.events.filter((text) => text.includes(image)),
  ];
  // The back-off's message may be no more than "Back-off pulling image".
  const text = full.find((each) => pullFault(each, image) !== "transient") ?? trouble.message;
  const first = history.since(`${uid}/${container}/image`, now);
  const tried = history.tries(uid, container) >= 2;
  return {
    ...describe(pullFault(text, image), image, text, tried ? NOW : first + PATIENCE.pullDenied),
    pod,
    container,
    image,
  };
}

function describe(fault: PullFault, image: string, text: string, denied: number): Diagnosis {
  const name = shortImage(image);
  // The kubelet repeats the long reference so often that the cause at the end would be cut off.
  const said = oneLine(text.replaceAll(image, "<image>"));
  switch (fault) {
    case "not-found":
      return {
        reason: "image-not-found",
        message: `image ${name} is not in its registry: ${said}`,
        fix: "build and push this digest first (build-push-ecr in the same account and region), or deploy one that exists",
        fatalAt: NOW,
      };
    case "platform":
      return {
        reason: "image-platform",
        message: `image ${name} has no variant for the node's platform: ${said}`,
        fix: "build it for the nodes' architecture (input platforms of build-push-ecr, such as linux/amd64 or linux/arm64)",
        fatalAt: NOW,
      };
    case "denied":
      return {
        reason: "image-pull-denied",
        message: `the registry refuses to give image ${name} to the node: ${said}`,
        fix: "give the node role the policy AmazonEC2ContainerRegistryPullOnly; for another account's repository, allow this account in the repository's policy",
        fatalAt: denied,
      };
    case "rate-limited":
      return rateLimited(name);
    case "transient":
      return {
        reason: "image-pull-failed",
        message: `image ${name} cannot be pulled: ${said}`,
        fix: "check that the nodes reach the registry (NAT gateway or VPC endpoints for ECR and S3)",
        fatalAt: AT_TIMEOUT,
      };
  }
}

/** The registry's own words name the account that pulls, so they are not repeated (K-E 71). */
const rateLimited = (name: string): Diagnosis => ({
  reason: "image-pull-failed",
  message: `image ${name} cannot be pulled: the registry limits the rate of pulls`,
  fix: "pull through an ECR pull-through cache, or copy the image to ECR",
  fatalAt: AT_TIMEOUT,
});
