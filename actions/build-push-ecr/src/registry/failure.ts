import { partitionOf } from "../../../lib/aws/domain.ts";
import { explainDeny, permissionFix, refusedAction } from "../../../lib/aws/refusal.ts";
import { NO_ANSWER, PROXY_LOGIN, PROXY_LOGIN_FIX, UNTRUSTED } from "../../../lib/no-answer.ts";
import { matchFailure, rulesOf } from "../../../lib/match-failure.ts";
import type { ObservedFailure } from "../../../lib/match-failure.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import type { Failure } from "../../../lib/runtime/errors.ts";
import { RESTORE } from "../ecr/failure.ts";
import { IMAGE_QUOTA, IMMUTABLE_TAG, quotaFix, quotaMessage } from "./push-refusals.ts";

/** The registry that a client speaks to; `only` if there is just one. */
export type Side = "only" | "source" | "destination";

/** A request that a registry refused or did not answer. */
export interface RegistryFailure extends ObservedFailure {
  origin: "registry";
  operation: "pull" | "push";
  side: Side;
  /** Path of the request, below /v2/. */
  path: string;
}

const PULL_ACTIONS = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

/**
 * Returns the fix for a refused pull from the source. Across accounts, both sides have to allow a pull: the role's
 * policy and the repository's own policy.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
 */
function sourceFix({ summary, path, host = "" }: RegistryFailure): string {
  const deny = explainDeny(summary);
  if (deny !== undefined) return deny;
  const repository = repositoryOf(path);
  const refused = refusedAction(summary)?.action;
  const actions = [...new Set([...PULL_ACTIONS, ...(refused === undefined ? [] : [refused])])];
  const statement = (more: object, resource: object) =>
    JSON.stringify({ Effect: "Allow", ...more, Action: actions, ...resource });
  const region = /\.dkr[.-]ecr(?:-fips)?\.([a-z\d-]+)\./.exec(host)?.[1] ?? "";
  const partition = /\barn:(aws[a-z-]*):/.exec(summary)?.[1] ?? partitionOf(region);
  const role = statement({}, { Resource: `arn:${partition}:ecr:*:*:repository/${repository}` });
  const owner = statement({ Principal: { AWS: "<ARN of the role>" } }, {});
  return `add ${role} to the policy of the role that reads the source (source-role-arn, else role-arn); if that role and the repository are in different accounts, add ${owner} to the policy of the repository ${repository} as well`;
}

const repositoryOf = (path: string): string =>
  path.replace(/\/(?:manifests|blobs|referrers)\/.*$/, "");

const RULES = rulesOf<RegistryFailure>("registry", [
  {
    when: { operation: /^pull$/, summary: /ImageArchived|\bis archived\b/i },
    reason: "source-image-missing",
    fix: `ECR has archived the image: ${RESTORE}; then run the job again`,
  },
  {
    when: { side: /^source$/, status: /^40[13]$/ },
    reason: "source-access-denied",
    fix: sourceFix,
  },
  {
    when: { side: /^source$/, status: /^404$/ },
    reason: "source-image-missing",
    fix: "the source has lost part of the image: build it again, and promote the new digest",
  },
  {
    when: { operation: /^push$/, summary: IMMUTABLE_TAG },
    reason: "immutable-tag-exists",
    fix: "another job set the tag in the meantime: run the job again, and use a tag that does not exist yet if it is refused again",
  },
  {
    when: { operation: /^push$/, summary: IMAGE_QUOTA },
    reason: "image-quota-exceeded",
    message: ({ path, side }, groups) =>
      quotaMessage(repositoryOf(path) + (side === "only" ? "" : ` of the ${side}`), groups),
    fix: ({ path }, groups) => quotaFix(repositoryOf(path), groups),
  },
  {
    when: { operation: /^push$/, summary: /repository with name '[^']+' does not exist/i },
    reason: "repository-not-found",
    fix: "create the repository that the message names, then run the job again",
  },
  {
    when: { summary: /not authorized to perform:? ecr:\w+/i },
    reason: "access-denied",
    fix: ({ summary }) => permissionFix(summary, ""),
  },
  {
    when: { summary: UNTRUSTED },
    reason: "registry-unavailable",
    fix: "the runner does not trust the certificate: name the CA of the proxy that intercepts TLS in NODE_EXTRA_CA_CERTS, or let requests to the registry bypass the proxy (NO_PROXY)",
  },
  { when: { summary: PROXY_LOGIN }, reason: "registry-unavailable", fix: PROXY_LOGIN_FIX },
  {
    when: { summary: /^answered \d+ with something that no registry sends/ },
    reason: "registry-unavailable",
    fix: "allow requests to the registry in the runner's proxy or firewall: HTTPS_PROXY and NO_PROXY of the job decide which way they take",
  },
  {
    when: { summary: NO_ANSWER },
    reason: "registry-unavailable",
    fix: "run the job again; if it happens every time, check that the runner reaches the registry, and the storage that it redirects to: network and DNS, HTTPS_PROXY and NO_PROXY of the job",
  },
  { when: { status: /^407$/ }, reason: "registry-unavailable", fix: PROXY_LOGIN_FIX },
  {
    when: { status: /^413$/ },
    reason: "registry-unavailable",
    fix: "a proxy or gateway between the runner and the registry does not accept a body of this size: raise its limit, or let requests to the registry bypass it (NO_PROXY)",
  },
  {
    when: { status: /^401$/ },
    reason: "registry-authentication",
    fix: "run the job again: the registry does not accept the ECR password, or no longer accepts it",
  },
]);

/** An answer other than 2xx, or no answer at all. */
export class RegistryError extends ActionError {
  /** HTTP status; undefined = there was no answer. */
  readonly status: number | undefined;
  /** Milliseconds to wait before the next request (Retry-After); 0 if the registry does not say. */
  readonly retryAfter: number;

  constructor(failure: RegistryFailure, retryAfter = 0, cause?: unknown) {
    super({ ...explain(failure), cause });
    this.status = failure.status;
    this.retryAfter = retryAfter;
  }

  get isTransient(): boolean {
    return this.status === undefined || this.status === 429 || this.status >= 500;
  }
}

function explain(failure: RegistryFailure): Failure {
  const { side, summary, path } = failure;
  const message = `the ${side === "only" ? "" : `${side} `}registry ${summary} (requested: ${path})`;
  const known = matchFailure(RULES, failure) ?? {
    reason: "registry-unavailable",
    fix: "run the job again; after a 403, compare the role's policy with Permissions in the README of this action",
  };
  return { message, ...known };
}
