import { PRIVATE_ECR, alsoPullThrough } from "../../../lib/aws/pull-through.ts";
import { ALREADY, GRACE_PERIODS, NEVER } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";
import { pullFault, readPullError } from "./pull-error.ts";
import type { PullFault } from "./pull-error.ts";
import { shortImage } from "./text.ts";

export interface FailedPull {
  podUid: string;
  pod: string;
  container: string;
  image: string;
  /** The reason of the waiting state, such as ErrImagePull. */
  state: string;
  /** The waiting state's own message. */
  message: string;
  /** Messages of the pod's Failed events. */
  events: readonly string[];
  /** Names of imagePullSecrets that do not exist. */
  missingSecrets?: string | undefined;
}

/** Diagnoses an image that cannot be pulled. */
export function diagnosePull(pull: FailedPull, history: History, now: number): Diagnosis {
  const { podUid, pod, container, image } = pull;
  // Nodes pull from ECR with their own role, so pull secrets do not matter.
  const missingSecrets = isOfEcr(image) ? undefined : pull.missingSecrets;
  const errors = [
    // States that name their cause have a shorter message.
    ...(pull.state === "SignatureValidationFailed" ? [`${pull.state}: ${pull.message}`] : []),
    pull.message,
    history.pullError(podUid, container) ?? "",
    ...pull.events.filter((text) => text.includes(image)),
  ];
  // During the back-off, the message may only be "Back-off pulling image"; an earlier message names the cause.
  const text = errors.find((each) => pullFault(each, image) !== "transient") ?? pull.message;
  const firstSeen = history.firstSeen(`${podUid}/${container}/image`, now);
  const isSure = missingSecrets === undefined && history.failedPulls(podUid, container) >= 2;
  // An operator may create a pull secret after the pod exists, like any other Secret.
  const grace =
    missingSecrets === undefined ? GRACE_PERIODS.pullDenied : GRACE_PERIODS.configuration;
  const deniedAt = isSure ? ALREADY : firstSeen + grace;
  const described = describeFault(image, text, deniedAt);
  const fix =
    described.reason === "image-pull-denied" && missingSecrets !== undefined
      ? { fix: pullSecretFix(missingSecrets) }
      : {};
  return { ...described, ...fix, pod, container, image };
}

const pullSecretFix = (names: string): string =>
  `create the Secret ${names} (type kubernetes.io/dockerconfigjson) in the namespace of the pod, or correct imagePullSecrets of the pod or its service account: the kubelet has not found it; a Secret that an operator creates has to exist within a minute`;

/** What the diagnosis of a refused pull needs. */
interface Refusal {
  image: string;
  /** Short name of the image, for sentences. */
  name: string;
  text: string;
  /**
   * The same text without the long image reference, which the kubelet repeats so often that the cause at the end would
   * be cut off.
   */
  said: string;
  deniedAt: number;
}

const describeFault = (image: string, text: string, deniedAt: number): Diagnosis =>
  DIAGNOSES[pullFault(text, image)]({
    image,
    text,
    deniedAt,
    name: shortImage(image),
    said: text.replaceAll(image, "<image>"),
  });

const DIAGNOSES: Record<PullFault, (refusal: Refusal) => Diagnosis> = {
  "not-found": ({ image, name, text, said }) => ({
    reason: "image-not-found",
    message: `image ${name} is not in its registry${registryOf(image)}: ${readPullError(text, image).links.at(-1) ?? "not found"}`,
    fix: `build and push this digest first (build-push-ecr in the same account and region), or deploy a digest that exists${isOfEcr(image) ? "; an image that ECR has archived has to be restored first" : ""}${cacheAdvice(image, said)}`,
    fatalAt: ALREADY,
  }),
  platform: ({ name, said }) => ({
    reason: "image-platform",
    message: `image ${name} has no variant for the node's platform: ${said}`,
    fix: "build it for the nodes' architecture (input platforms of build-push-ecr, such as linux/amd64 or linux/arm64)",
    fatalAt: ALREADY,
  }),
  denied: ({ image, name, said, deniedAt }) => ({
    reason: "image-pull-denied",
    message: `the registry refuses the node's pull of image ${name}: ${said}`,
    fix: /-starport-layer-bucket\b/.test(said)
      ? "in the policy of the VPC endpoint for S3, allow s3:GetObject on ECR's layer bucket, which the message names: the layers of an image come from there"
      : isOfEcr(image)
        ? `give the node role the policy AmazonEC2ContainerRegistryPullOnly; for another account's repository, allow this account in the repository's policy${cacheAdvice(image, said)}`
        : "correct the name of the repository, or give the pod imagePullSecrets with an account of that registry",
    fatalAt: deniedAt,
  }),
  "rate-limited": ({ name }) => rateLimited(name),
  "disk-full": ({ name, said }) => ({
    reason: "node-disk-full",
    message: `image ${name} cannot be pulled, because the disk of the node is full: ${said}`,
    fix: "give the nodes larger volumes, make the image smaller, or free the disk of the node; the kubelet removes unused images by itself when it has time",
    fatalAt: NEVER,
  }),
  untrusted: ({ name, said, deniedAt }) => ({
    reason: "registry-untrusted",
    message: PLAIN_HTTP.test(said)
      ? `the registry of image ${name} speaks plain HTTP, which the node does not allow: ${said}`
      : `the node does not trust the certificate of the registry of image ${name}: ${said}`,
    fix: PLAIN_HTTP.test(said)
      ? "give the registry a certificate, or allow plain HTTP for its host on the nodes (containerd: certs.d)"
      : "install the registry's certificate authority on the nodes (containerd: certs.d), or use a registry with a public certificate; look for a proxy that intercepts TLS",
    fatalAt: deniedAt,
  }),
  signature: ({ name, said, deniedAt }) => ({
    reason: "image-signature",
    message: `the signature policy of the node refuses image ${name}: ${said}`,
    fix: "sign the image (this digest) with a key that the policy accepts, or have the policy changed",
    fatalAt: deniedAt,
  }),
  unpack: ({ name, said }) => ({
    reason: "image-unpack-failed",
    message: `the node's runtime cannot unpack or read image ${name}: ${said}`,
    fix: "build and push the image again; if other nodes can pull it, replace the node",
    fatalAt: NEVER,
  }),
  "too-many-pulls": ({ name, said }) => ({
    reason: "image-pull-failed",
    message: `image ${name} waits, because the kubelet limits its own pulls: ${said}`,
    fix: "run the job again; if it happens every time, raise registryPullQPS and registryBurst of the kubelet",
    fatalAt: NEVER,
  }),
  "runtime-down": ({ name, said }) => ({
    reason: "image-pull-failed",
    message: `image ${name} cannot be pulled, because the container runtime of the node does not answer: ${said}`,
    fix: "check containerd on the node (`kubectl describe node`, its log, memory and disk), or replace the node",
    fatalAt: NEVER,
  }),
  "bad-request": ({ image, name, said }) => ({
    reason: "image-pull-failed",
    message: `the registry rejects the node's request for image ${name}: ${said}`,
    fix: `look for a proxy between the nodes and the registry, and correct the image reference${cacheAdvice(image, said)}`,
    fatalAt: NEVER,
  }),
  transient: ({ name, said }) => ({
    reason: "image-pull-failed",
    message: `image ${name} cannot be pulled: ${said}`,
    fix: "check that the nodes reach the registry (NAT gateway or VPC endpoints for ECR and S3)",
    fatalAt: NEVER,
  }),
};

/** Returns an addition to the fix for an image that ECR has to fetch from another registry. */
const cacheAdvice = (image: string, said: string): string =>
  alsoPullThrough(image, shortImage(image), said);

const PLAIN_HTTP = /server gave HTTP response to HTTPS client/;

/** Returns the host of the registry, which shows a wrong account or region. */
const registryOf = (image: string): string => {
  const name = shortImage(image);
  return name === image ? "" : ` ${image.slice(0, -name.length - 1)}`;
};

const isOfEcr = (image: string): boolean =>
  PRIVATE_ECR.test(image) || image.startsWith("public.ecr.aws/");

/** Describes a rate limit. The registry's message names the account that pulls, so it is not repeated. */
const rateLimited = (name: string): Diagnosis => ({
  reason: "image-pull-failed",
  message: `image ${name} cannot be pulled: the registry limits the rate of pulls`,
  fix: "pull through an ECR pull-through cache, or copy the image to ECR",
  fatalAt: NEVER,
});
