/**
 * Returns whether a container waits because its image could not be pulled.
 * https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/cri-api/pkg/errors/errors.go
 */
export const isPulling = (reason: string): boolean =>
  /^(?:ErrImagePull|ImagePullBackOff|RegistryUnavailable|SignatureValidationFailed)$/.test(reason);

/** What kind of fault a pull error names. */
export type PullFault =
  | "not-found"
  | "platform"
  | "denied"
  | "rate-limited"
  | "disk-full"
  | "untrusted"
  | "signature"
  | "unpack"
  | "too-many-pulls"
  | "runtime-down"
  | "bad-request"
  | "transient";

/** The parts of a kubelet's message about a failed pull. */
interface PullError {
  /** The errors in the chain, from the outermost to the cause, without references and addresses. */
  links: readonly string[];
  /** HTTP status of the registry's answer. */
  status: number | undefined;
  /** gRPC code with which the container runtime answers the kubelet. */
  code: string | undefined;
}

/**
 * Splits a pull error into its parts. Go joins an error and its cause with a colon, and quotes names that come from
 * elsewhere.
 * https://pkg.go.dev/fmt#Errorf, https://github.com/containerd/containerd/blob/main/core/remotes/docker/resolver.go
 */
export function readPullError(message: string, image: string): PullError {
  // The reference itself may contain any of the words and numbers.
  const text = message
    .replaceAll(image, "")
    .replaceAll(/"[^"]*"|https?:\/\/\S+?(?=:?(?:\s|$))|sha256:[0-9a-f]+/g, "");
  const code = /\bcode = (\w+) desc = /.exec(text)?.[1];
  const links = text
    .replaceAll(/\bcode = \w+ desc = /g, "")
    // CRI-O tries a reference first as an image, then as an artifact.
    .split(/:(?:\s+|$)|; artifact err:/)
    .map((link) => link.trim())
    .filter((link) => link !== "");
  const statuses = links.flatMap((link) => /^(\d{3})(?: [A-Z][A-Za-z ]*)?$/.exec(link)?.[1] ?? []);
  const status = statuses.at(-1);
  return { links, code, status: status === undefined ? undefined : Number(status) };
}

interface FaultRule {
  fault: PullFault;
  /** A complete error in the chain: the registry's own code, or the runtime's words. */
  link: RegExp;
  status: readonly number[];
  code: readonly string[];
}

/**
 * The first matching rule decides. The registry's codes:
 * https://github.com/opencontainers/distribution-spec#error-codes
 */
const FAULTS: readonly FaultRule[] = [
  {
    fault: "rate-limited",
    link: /^(?:toomanyrequests|too many requests)$/i,
    status: [429],
    code: ["ResourceExhausted"],
  },
  {
    fault: "denied",
    link: /^(?:no basic auth credentials|pull access denied\b.*|insufficient_scope|authorization failed|authentication required|unauthorized(?: to access repository\b.*)?|denied|.* is not authorized to perform)$/i,
    status: [401, 403],
    code: ["PermissionDenied", "Unauthenticated"],
  },
  {
    fault: "disk-full",
    link: /^(?:no space left on device|disk quota exceeded)$/,
    status: [],
    code: [],
  },
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
    // The kubelet does not reach its own container runtime: the code is that of their connection.
    fault: "runtime-down",
    link: /^dial unix \S+$/,
    status: [],
    code: ["Unavailable"],
  },
  {
    fault: "transient",
    link: /^(?:no such host|i\/o timeout|.*\btimed out|.*\btimeout|.*\bconnection re(?:set|fused).*|(?:unexpected )?EOF)$/i,
    status: [500, 502, 503, 504],
    code: [],
  },
  {
    fault: "unpack",
    link: /^(?:failed to (?:extract|unpack) layer\b.*|failed to unpack image on snapshotter\b.*|failed to prepare extraction snapshot\b.*|failed to create temp dir|failed to stat parent|(?:parent snapshot|missing parent)\b.*|failed size validation|invalid tar header|unexpected commit (?:digest|size)\b.*|unexpected media type\b.*|mismatched image rootfs\b.*|media type .*\bno longer supported\b.*)$/,
    status: [],
    code: [],
  },
  {
    fault: "platform",
    link: /^(?:no match(?:ing manifest)? for (?:platform\b|\S+ in the manifest list)|no image found in (?:image index|manifest list) for architecture\b).*$/i,
    status: [],
    code: [],
  },
  { fault: "too-many-pulls", link: /^pull QPS exceeded$/, status: [], code: [] },
  {
    fault: "not-found",
    link: /^(?:(?:.* )?not found|manifest unknown|name unknown)$/i,
    status: [404],
    code: ["NotFound"],
  },
  { fault: "bad-request", link: /^$/, status: [400], code: [] },
];

/** Classifies a kubelet's pull error; an unknown error counts as transient. */
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
