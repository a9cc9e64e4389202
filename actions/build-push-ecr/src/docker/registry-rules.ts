import { IMAGE_QUOTA, IMMUTABLE_TAG, quotaFix, quotaMessage } from "../registry/push-refusals.ts";
import { PRIVATE_ECR, pullThroughAdvice } from "../../../lib/aws/pull-through.ts";
import { rulesOf } from "../../../lib/match-failure.ts";
import type { FailureRule } from "../../../lib/match-failure.ts";
import { ACCESS_RULES, CREDENTIAL_HELPER } from "./access-rules.ts";
import type { BuildFailure } from "./output.ts";
import { REMOTE, nameOf } from "./pulled-image.ts";

/** `image "node:24" has nothing for linux/arm64`: the image exists, but not for the platform. */
const PLATFORM_MISSING: FailureRule<BuildFailure> = {
  origin: "registry",
  when: {
    operation: /^pull$/,
    summary: /no match for platform in manifest|no matching manifest for (?<wanted>\S+)/,
  },
  reason: "base-image-platform-missing",
  message: (failure, { wanted }) =>
    `${nameOf(failure)} has no image for ${failure.platform ?? wanted ?? "the platform of the builder"}`,
  fix: (failure) =>
    `build for a platform that the base image has (set platforms of the image; docker buildx imagetools inspect ${nameOf(failure)} lists them), or use another base image`,
};

/** `# syntax=` names the program that reads the Dockerfile; it is an image, and is pulled before anything else. */
const SYNTAX: readonly FailureRule<BuildFailure>[] = [
  {
    origin: "registry",
    when: {
      operation: /^pull$/,
      instruction: /^#\s*syntax\b/i,
      summary: /not found|access denied/,
    },
    reason: "base-image-not-found",
    message: (failure) => `the image ${nameOf(failure)} in the # syntax= line does not exist`,
    fix: "correct the first line of the Dockerfile: docker/dockerfile:1 is the usual image, and without the line BuildKit uses its built-in one",
  },
];

/** A base image that ECR should have fetched from another registry. */
const PULL_THROUGH: FailureRule<BuildFailure> = {
  origin: "registry",
  when: [
    { operation: /^pull$/, summary: /\bupstream registry\b/i },
    { operation: /^pull$/, host: PRIVATE_ECR, summary: /\b400 Bad Request\b/ },
  ],
  reason: "access-denied",
  fix: ({ repository = "", summary }) =>
    pullThroughAdvice(repository, summary) ??
    "look for a proxy between the builder and ECR, and correct the reference to the base image",
};

const PULL_RULES: readonly FailureRule<BuildFailure>[] = [
  ...CREDENTIAL_HELPER,
  PLATFORM_MISSING,
  PULL_THROUGH,
  ...SYNTAX,
  {
    origin: "registry",
    when: {
      operation: /^pull$/,
      summary: /toomanyrequests|429 Too Many Requests|pull rate limit/i,
    },
    reason: "base-image-rate-limited",
    fix: "log in to that registry in a step before this one, or pull the base image through an ECR pull-through cache",
  },
  {
    // A single word without a tag is more often a misspelt stage than an image.
    origin: "registry",
    when: {
      operation: /^pull$/,
      instruction: /^(?:FROM|COPY)\b(?:.*\s(?:--from=)?|.*--from=)(?<stage>[\w.-]+)(?:\s|$)/i,
      summary: /(?:docker\.io\/library\/(?<image>[\w.-]+):latest: not found|pull access denied)/i,
    },
    reason: "base-image-not-found",
    fix: (failure) =>
      `if ${shortName(failure)} is meant to be a stage, declare it above this line (FROM … AS ${shortName(failure)}); if it is an image, correct its name, or log in to its registry in a step before this one`,
  },
  {
    origin: "registry",
    when: {
      operation: /^pull$/,
      summary: /pull access denied|failed to resolve source metadata for \S+: .*not found/i,
    },
    reason: "base-image-not-found",
    fix: "correct the FROM line (or COPY --from), or log in to the registry of the base image in a step before this one",
  },
  {
    // A digest is not resolved: it exists or it does not.
    origin: REMOTE,
    when: { summary: /^\S+@sha256:[0-9a-f]+: not found/ },
    reason: "base-image-not-found",
    message: (failure) => `${nameOf(failure)} does not exist`,
    fix: "use the digest of an image that exists: registries remove images that no longer have a tag",
  },
  {
    origin: "registry",
    when: { operation: /^pull$/, summary: /could not fetch content descriptor .* not found/ },
    reason: "base-image-not-found",
    message: () => "the registry of a base image has lost one of its layers",
    fix: "build and push that base image again, or use another tag of it",
  },
];

/** Returns the short name of an image of Docker Hub, whose own images have a path of one word. */
const shortName = (failure: BuildFailure): string =>
  (failure.repository ?? nameOf(failure)).replace(/^library\//, "");

const PUSH_RULES = rulesOf<BuildFailure>("registry", [
  {
    when: { operation: /^push$/, summary: IMMUTABLE_TAG },
    reason: "immutable-tag-exists",
    fix: "use a tag of the commit (type=sha), or a tag that does not exist yet; the repository is immutable, so its tags cannot be moved",
  },
  {
    when: { operation: /^push$/, summary: IMAGE_QUOTA },
    reason: "image-quota-exceeded",
    message: ({ repository = "the repository" }, groups) => quotaMessage(repository, groups),
    fix: ({ repository = "the repository" }, groups) => quotaFix(repository, groups),
  },
  {
    // ECR's limit: https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html
    when: { operation: /^push$/, summary: /Limit on number of layers per image exceeded/ },
    reason: "build-failed",
    message: () => "the image has more layers than ECR accepts",
    fix: "merge RUN and COPY lines, or copy the result into a new stage with few instructions",
  },
  {
    when: { operation: /^push$/, summary: /toomanyrequests|429 Too Many Requests/i },
    reason: "registry-unavailable",
    fix: "the registry limits requests: run the job again; if it happens often, let fewer jobs push at the same time, or raise the quotas of ECR for requests (Service Quotas in the AWS console)",
  },
  {
    when: { operation: /^push$/, summary: /413 (?:Request Entity|Payload|Content) Too Large/i },
    reason: "registry-unavailable",
    fix: ({ host = "the registry" }) =>
      `a proxy between the builder and ${host} does not accept a body of this size: raise its limit, or let the builder bypass it (NO_PROXY)`,
  },
  {
    when: { summary: /repository with name '(?<name>[^']+)' does not exist/i },
    reason: "repository-not-found",
    fix: (_, { name = "" }) =>
      `create the ECR repository ${name} first: with the list repositories in the variable files of this pipeline's infrastructure workspace, or with create-repository: true in a workflow of your own`,
  },
]);

/** What to do if a registry does not answer, or if something else answers instead. */
export const NO_ANSWER_FIX =
  "run the job again; if it happens every time, this runner cannot reach the host that is named, or its name is wrong";

const UNTRUSTED = /x509: |failed to verify certificate/;

/** The registry can be reached, but the connection fails at TLS. */
const TRANSPORT_RULES: readonly FailureRule<BuildFailure>[] = [
  {
    origin: "buildkit",
    when: { operation: /^download$/, summary: UNTRUSTED },
    reason: "download-failed",
    message: ({ address = "", summary }) =>
      `ADD of ${address}: the builder does not trust the certificate of the server: ${summary}`,
    fix: "fetch the file in a step before this one, and COPY it; or give the builder the CA of the server, or of the proxy that shows its own certificate instead",
  },
  {
    origin: REMOTE,
    when: { summary: UNTRUSTED },
    reason: "registry-unavailable",
    fix: ({ host = "the registry" }) =>
      `the builder does not trust the certificate of ${host}: give it the CA (buildkitd-config of docker/setup-buildx-action: [registry."${host}"] ca=["..."]), or bypass the proxy that shows its own certificate instead`,
  },
  {
    origin: REMOTE,
    when: { summary: /server gave HTTP response to HTTPS client/ },
    reason: "registry-unavailable",
    fix: ({ host = "the registry" }) =>
      `${host} speaks plain HTTP: allow it in the builder's configuration (buildkitd-config of docker/setup-buildx-action: [registry."${host}"] http=true), or use a registry with TLS`,
  },
  {
    // This includes the token server. If it fails or does not answer, the credentials may still be right.
    origin: "registry",
    when: {
      summary:
        /dial tcp|no such host|i\/o timeout|TLS handshake timeout|connection (?:reset|refused)|broken pipe|closed pipe|unexpected EOF|Client\.Timeout|(?::|code) 50[0-4]\b/,
    },
    reason: "registry-unavailable",
    fix: NO_ANSWER_FIX,
  },
];

/** A status alone, without the message that ECR puts into its answers. A 429 passes after a while. */
const REFUSED_PUSH: FailureRule<BuildFailure> = {
  origin: "registry",
  when: {
    operation: /^push$/,
    summary: /unexpected status from (?<method>[A-Z]+) request to \S+: (?<said>4(?!29)\d\d\b.*)$/,
  },
  reason: "registry-unavailable",
  message: ({ host = "the registry", repository = "the repository" }, { method = "", said = "" }) =>
    `${host} answers the ${method} request of the push to ${repository} with ${said} and no explanation`,
  fix: ({ host = "the registry" }) =>
    `run the job again; if it happens every time, look for the PutImage event in CloudTrail, which has ECR's own message; if there is no such event, a proxy between the builder and ${host} has answered`,
};

/** Errors of registries for a pull or a push. */
export const REGISTRY_RULES: readonly FailureRule<BuildFailure>[] = [
  ...PUSH_RULES,
  ...PULL_RULES,
  ...TRANSPORT_RULES,
  ...ACCESS_RULES,
  REFUSED_PUSH,
];
