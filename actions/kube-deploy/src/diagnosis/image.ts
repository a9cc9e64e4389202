import { ALREADY, GRACE_PERIODS, NEVER } from "./diagnosis.ts";
import type { Diagnosis, History } from "./diagnosis.ts";
import { shortImage } from "./text.ts";

/**
 * Whether a container waits because its image could not be pulled.
 * https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/cri-api/pkg/errors/errors.go
 */
export const isPulling = (reason: string): boolean =>
  /^(?:ErrImagePull|ImagePullBackOff|RegistryUnavailable|SignatureValidationFailed)$/.test(reason);

type PullFault =
  | "not-found"
  | "platform"
  | "denied"
  | "rate-limited"
  | "disk-full"
  | "untrusted"
  | "signature"
  | "unpack"
  | "transient";

/** What a kubelet says of a pull that failed, taken apart. */
interface PullError {
  /** The links of the chain of errors, from the outermost to the cause, without references and addresses. */
  links: readonly string[];
  /** HTTP status of the registry's answer. */
  status: number | undefined;
  /** Of gRPC, which the container runtime answers the kubelet with. */
  code: string | undefined;
}

/**
 * Go joins an error and its cause with a colon, and quotes what somebody else named.
 * https://pkg.go.dev/fmt#Errorf, https://github.com/containerd/containerd/blob/main/core/remotes/docker/resolver.go
 */
function readPullError(message: string, image: string): PullError {
  // The reference itself may contain any of the words and numbers.
  const text = message
    .replaceAll(image, "")
    .replaceAll(/"[^"]*"|https?:\/\/\S+?(?=:?(?:\s|$))|sha256:[0-9a-f]+/g, "");
  const code = /\bcode = (\w+) desc = /.exec(text)?.[1];
  const links = text
    .replaceAll(/\bcode = \w+ desc = /g, "")
    .split(/:(?:\s+|$)/)
    .map((link) => link.trim())
    .filter((link) => link !== "");
  const statuses = links.flatMap((link) => /^(\d{3})(?: [A-Z][A-Za-z ]*)?$/.exec(link)?.[1] ?? []);
  const status = statuses.at(-1);
  return { links, code, status: status === undefined ? undefined : Number(status) };
}

interface FaultRule {
  fault: PullFault;
  /** A whole link of the chain: the registry's own code, or the runtime's words. */
  link: RegExp;
  status: readonly number[];
  code: readonly string[];
}

/** The first rule decides. The registry's codes: https://github.com/opencontainers/distribution-spec#error-codes */
const FAULTS: readonly FaultRule[] = [
  {
    fault: "rate-limited",
    link: /^(?:toomanyrequests|too many requests)$/i,
    status: [429],
    code: ["ResourceExhausted"],
  },
  {
    fault: "denied",
    link: /^(?:no basic auth credentials|pull access denied\b.*|insufficient_scope|authorization failed|unauthorized|denied|.* is not authorized to perform)$/i,
    status: [401, 403],
    code: ["PermissionDenied", "Unauthenticated"],
  },
  { fault: "disk-full", link: /^no space left on device$/, status: [], code: [] },
  {
    fault: "untrusted",
    link: /^(?:x509|certificate (?:signed by|is not).*|server gave HTTP response to HTTPS client)$/,
    status: [],
    code: [],
  },
  {
    fault: "signature",
    link: /^(?:SignatureValidationFailed|.*\bsignature (?:was required|validation|verification).*|.*\brejected by policy.*)$/i,
    status: [],
    code: [],
  },
  {
    fault: "transient",
    link: /^(?:no such host|i\/o timeout|.*\btimed out|.*\btimeout|.*\bconnection re(?:set|fused).*|(?:unexpected )?EOF)$/i,
    status: [500, 502, 503, 504],
    code: [],
  },
  {
    fault: "unpack",
    link: /^(?:failed to (?:extract|unpack) layer\b.*|invalid tar header|unexpected commit digest\b.*|mismatched image rootfs\b.*)$/,
    status: [],
    code: [],
  },
  {
    fault: "platform",
    link: /^no match(?:ing manifest)? for (?:platform\b|\S+ in the manifest list).*$/i,
    status: [],
    code: [],
  },
  {
    fault: "not-found",
    link: /^(?:(?:.* )?not found|manifest unknown|name unknown)$/i,
    status: [404],
    code: ["NotFound"],
  },
];

/** Classifies the pull error of a kubelet; an unknown one counts as transient. */
export function pullFault(message: string, image: string): PullFault {
  const { links, status, code } = readPullError(message, image);
  const rule = FAULTS.find(
    (one) =>
      links.some((link) => one.link.test(link)) ||
      (status !== undefined && one.status.includes(status)) ||
      (code !== undefined && one.code.includes(code)),
  );
  return rule?.fault ?? "transient";
}

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
}

/** Diagnoses an image that cannot be pulled. */
export function diagnosePull(pull: FailedPull, history: History, now: number): Diagnosis {
  const { podUid, pod, container, image } = pull;
  const errors = [
    // The states that name their cause say less in their message.
    ...(pull.state === "SignatureValidationFailed" ? [`${pull.state}: ${pull.message}`] : []),
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
        message: `image ${name} is not in its registry${registryOf(image)}: ${readPullError(text, image).links.at(-1) ?? "not found"}`,
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
        fix: isOfEcr(image)
          ? "give the node role the policy AmazonEC2ContainerRegistryPullOnly; for another account's repository, allow this account in the repository's policy"
          : "correct the name of the repository, or give the pod imagePullSecrets with an account of that registry",
        fatalAt: deniedAt,
      };
    case "rate-limited":
      return rateLimited(name);
    case "disk-full":
      return {
        reason: "node-disk-full",
        message: `image ${name} cannot be pulled, because the disk of the node is full: ${said}`,
        fix: "give the nodes larger volumes, make the image smaller, or free the disk of the node; the kubelet removes unused images by itself when it has time",
        fatalAt: NEVER,
      };
    case "untrusted":
      return {
        reason: "registry-untrusted",
        message: `the node does not trust the certificate of the registry of image ${name}: ${said}`,
        fix: "install the registry's certificate authority on the nodes (containerd: certs.d), or use a registry with a public certificate; look for a proxy that breaks TLS",
        fatalAt: deniedAt,
      };
    case "signature":
      return {
        reason: "image-signature",
        message: `the signature policy of the node refuses image ${name}: ${said}`,
        fix: "sign the image (this digest) with a key that the policy accepts, or have the policy changed",
        fatalAt: deniedAt,
      };
    case "unpack":
      return {
        reason: "image-unpack-failed",
        message: `image ${name} was pulled and cannot be unpacked: ${said}`,
        fix: "build and push the image again; if other nodes unpack it, replace the node",
        fatalAt: NEVER,
      };
    case "transient":
      return {
        reason: "image-pull-failed",
        message: `image ${name} cannot be pulled: ${said}`,
        fix: "check that the nodes reach the registry (NAT gateway or VPC endpoints for ECR and S3)",
        fatalAt: NEVER,
      };
  }
}

/** The host of the registry: it shows a wrong account or region. */
const registryOf = (image: string): string => {
  const name = shortImage(image);
  return name === image ? "" : ` ${image.slice(0, -name.length - 1)}`;
};

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
const isOfEcr = (image: string): boolean =>
  /^\d{12}\.dkr[.-]ecr[.-]|^public\.ecr\.aws\//.test(image);

/** The registry's message names the account that pulls, so it is not repeated. */
const rateLimited = (name: string): Diagnosis => ({
  reason: "image-pull-failed",
  message: `image ${name} cannot be pulled: the registry limits the rate of pulls`,
  fix: "pull through an ECR pull-through cache, or copy the image to ECR",
  fatalAt: NEVER,
});
