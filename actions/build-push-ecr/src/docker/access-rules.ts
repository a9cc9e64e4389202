import { alsoPullThrough } from "../../../lib/aws/pull-through.ts";
import { permissionFix } from "../../../lib/aws/refusal.ts";
import type { FailureRule } from "../../../lib/match-failure.ts";
import type { BuildFailure } from "./output.ts";
import { REMOTE, nameOf } from "./pulled-image.ts";

/** Docker asks a credential helper for logins if its configuration names one. */
export const CREDENTIAL_HELPER: readonly FailureRule<BuildFailure>[] = [
  {
    // The error is about the program, not about an image.
    origin: REMOTE,
    when: {
      summary:
        /error getting credentials - err: exec: "(?<program>[^"]+)": (?:executable file not found|file does not exist)/,
    },
    reason: "registry-authentication",
    message: (_, { program = "" }) =>
      `docker cannot get a login: its configuration names the program ${program}, which is not on the runner`,
    fix: (_, { program = "" }) =>
      `put ${program} on PATH in a step before this one, or remove it from docker's configuration (credsStore or credHelpers in config.json of DOCKER_CONFIG, else ~/.docker)`,
  },
  {
    origin: REMOTE,
    when: { summary: /error getting credentials - err: / },
    reason: "registry-authentication",
    fix: "the runner's credential helper (credsStore or credHelpers in docker's config.json) failed: give it what it asks for, or remove it and log in to the registry in a step before this one",
  },
];

/** Registries that do not use AWS permissions. */
const OTHERS =
  /(?:^|\.)(?:docker\.(?:io|com)|ghcr\.io|quay\.io|gcr\.io|pkg\.dev|azurecr\.io|mcr\.microsoft\.com|gitlab\.com)$/;

/** Errors of registries about logins and permissions. */
export const ACCESS_RULES: readonly FailureRule<BuildFailure>[] = [
  {
    // Everybody may pull from public.ecr.aws without a login, so it can only have refused the login itself.
    // https://docs.aws.amazon.com/AmazonECR/latest/public/public-troubleshooting.html
    origin: "registry",
    when: {
      operation: /^pull$/,
      host: /^public\.ecr\.aws$/,
      summary: /403 Forbidden|authorization token has expired/i,
    },
    reason: "access-denied",
    message: (failure) => `public.ecr.aws refuses the pull of ${nameOf(failure)}`,
    fix: "this runner's login to public.ecr.aws has expired: in a step before this one, remove it (`docker logout public.ecr.aws`; pulls need no login) or log in again (`aws ecr-public get-login-password --region us-east-1`)",
  },
  {
    // ECR redirects to S3 for the layers, with a signed address: the role's permissions do not matter for that request.
    // https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms
    origin: REMOTE,
    when: {
      summary:
        /request to https:\/\/(?<bucket>[a-z0-9-]+-starport-layer-bucket)\.s3\S*: 403 Forbidden/,
    },
    reason: "access-denied",
    message: (_, { bucket = "" }) =>
      `ECR's layer storage (${bucket}) refuses a layer of a base image: 403 Forbidden`,
    fix: (_, { bucket = "" }) =>
      `allow s3:GetObject on arn:aws:s3:::${bucket}/* in the policy of the VPC endpoint for S3 that the builder uses, or let the builder's proxy pass requests to that host; if the builder uses neither, run the job again`,
  },
  {
    origin: REMOTE,
    when: { summary: /not authorized to perform:? (?:ecr|kms):\w+/i },
    reason: "access-denied",
    fix: ({ summary }) => permissionFix(summary, ""),
  },
  {
    origin: REMOTE,
    when: {
      summary:
        /401 Unauthorized|no basic auth credentials|authorization token has expired|failed to authorize/i,
    },
    reason: "registry-authentication",
    fix: ({ operation, host = "the registry" }) =>
      operation === "pull"
        ? `${host} did not accept the credentials: log in to it in a step before this one; if it is ECR itself, run the job again`
        : "ECR did not accept the credentials: run the job again",
  },
  {
    origin: "registry",
    when: { operation: /^pull$/, summary: /403 Forbidden/i },
    reason: "access-denied",
    message: (failure) =>
      `${failure.host ?? "the registry"} refuses the pull of ${nameOf(failure)}: 403 Forbidden`,
    fix: ({ host = "the registry", repository = "the base image", summary }) =>
      OTHERS.test(host)
        ? `log in to ${host} in a step before this one, with an account that may pull ${repository}`
        : `${host} refuses the pull of ${repository}: allow the role ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on it, in the repository's policy too, or log in with an account that may pull it${alsoPullThrough(host, repository, summary)}`,
  },
  {
    origin: REMOTE,
    when: { summary: /403 Forbidden/i },
    reason: "access-denied",
    fix: "give the role the permissions for pushing (see Permissions in the README); if it has them, a repository policy denies the push, or the repository already holds as many images as ECR allows",
  },
];
