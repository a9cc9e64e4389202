import { ALREADY, GRACE_PERIODS, NEVER } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";
import { shortImage } from "./text.ts";

/** Whether a container waits because its image could not be pulled. */
export const isPulling = (reason: string): boolean =>
  reason === "ErrImagePull" || reason === "ImagePullBackOff";

type PullFault = "not-found" | "platform" | "denied" | "rate-limited" | "transient";

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

/** Classifies the pull error of a kubelet; an unknown text counts as transient. */
export function pullFault(message: string, image: string): PullFault {
  // The reference itself may contain any of the words and numbers.
  const text = message.replaceAll(image, "").replaceAll(/sha256:[0-9a-f]+/g, "");
  return FAULTS.find(([pattern]) => pattern.test(text))?.[1] ?? "transient";
}

export interface FailedPull {
  podUid: string;
  pod: string;
  container: string;
  image: string;
  /** The waiting state's own message. */
  message: string;
  /** Messages of the pod's Failed events. */
  events: readonly string[];
}

/** Diagnoses an image that cannot be pulled. */
export function diagnosePull(pull: FailedPull, history: History, now: number): Diagnosis {
  const { podUid, pod, container, image } = pull;
  const errors = [
    pull.message,
    history.pullError(podUid, container) ?? "",
    ...pull.events.filter((text) => text.includes(image)),
  ];
  // During the back-off the message may be only "Back-off pulling image"; an earlier one names the cause.
  const text = errors.find((each) => pullFault(each, image) !== "transient") ?? pull.message;
  const firstSeen = history.firstSeen(`${podUid}/${container}/image`, now);
  const deniedAt =
    history.failedPulls(podUid, container) >= 2 ? ALREADY : firstSeen + GRACE_PERIODS.pullDenied;
  return { ...describeFault(image, text, deniedAt), pod, container, image };
}

function describeFault(image: string, text: string, deniedAt: number): Diagnosis {
  const name = shortImage(image);
  // The kubelet repeats the long reference so often that the cause at the end would be cut off.
  const said = text.replaceAll(image, "<image>");
  const fault = pullFault(text, image);
  switch (fault) {
    case "not-found":
      return {
        reason: "image-not-found",
        message: `image ${name} is not in its registry: ${said}`,
        fix: "build and push this digest first (build-push-ecr in the same account and region), or deploy a digest that exists",
        fatalAt: ALREADY,
      };
    case "platform":
      return {
        reason: "image-platform",
        message: `image ${name} has no variant for the node's platform: ${said}`,
        fix: "build it for the nodes' architecture (input platforms of build-push-ecr, such as linux/amd64 or linux/arm64)",
        fatalAt: ALREADY,
      };
    case "denied":
      return {
        reason: "image-pull-denied",
        message: `the registry refuses the node's pull of image ${name}: ${said}`,
        fix: "give the node role the policy AmazonEC2ContainerRegistryPullOnly; for another account's repository, allow this account in the repository's policy",
        fatalAt: deniedAt,
      };
    case "rate-limited":
      return rateLimited(name);
    case "transient":
      return {
        reason: "image-pull-failed",
        message: `image ${name} cannot be pulled: ${said}`,
        fix: "check that the nodes reach the registry (NAT gateway or VPC endpoints for ECR and S3)",
        fatalAt: NEVER,
      };
  }
}

/** The registry's message names the account that pulls, so it is not repeated. */
const rateLimited = (name: string): Diagnosis => ({
  reason: "image-pull-failed",
  message: `image ${name} cannot be pulled: the registry limits the rate of pulls`,
  fix: "pull through an ECR pull-through cache, or copy the image to ECR",
  fatalAt: NEVER,
});
