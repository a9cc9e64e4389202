import { alsoPullThrough } from "../../../lib/aws/pull-through.ts";
import { permissionFix } from "../../../lib/aws/refusal.ts";
import type { FailureRule } from "../../../lib/match-failure.ts";
import type { BuildFailure } from "./output.ts";
import { REMOTE, nameOf } from "./pulled-image.ts";

/** Docker asks such a program for a login, where its configuration names one. */
export const CREDENTIAL_HELPER: readonly FailureRule<BuildFailure>[] = [
  {
    // Its words are about the program, not about an image.
    origin: REMOTE,
    when: {
      summary:
        /error getting credentials - err: exec: "(?<program>[^"]+)": (?:executable file not found|file does not exist)/,
    },
    reason: "registry-authentication",
    message: (_, { program = "" }) =>
      `docker cannot get a login: its configuration names the program ${program}, which is not on the runner`,
    fix: (_, { program = "" }) =>
      `put ${program} on PATH in a step before this one, or take it out of docker's configuration (credsStore or credHelpers in config.json of DOCKER_CONFIG, else ~/.docker)`,
  },
  {
    origin: REMOTE,
    when: { summary: /error getting credentials - err: / },
    reason: "registry-authentication",
    fix: "the credential helper (credsStore or credHelpers in docker's config.json) of the runner failed: give it what it asks for, or take it out and log in to the registry in a step before this one",
  },
];

/** Registries that know no rights of AWS. */
const OTHERS =
  /(?:^|\.)(?:docker\.(?:io|com)|ghcr\.io|quay\.io|gcr\.io|pkg\.dev|azurecr\.io|mcr\.microsoft\.com|gitlab\.com)$/;

/** What registries say of logins and rights. */
export const ACCESS_RULES: readonly FailureRule<BuildFailure>[] = [
  {
    // Everybody may pull from it; what it refuses is a login.
    // https://docs.aws.amazon.com/AmazonECR/latest/public/public-troubleshooting.html
    origin: "registry",
    when: {
      operation: /^pull$/,
      host: /^public\.ecr\.aws$/,
      summary: /403 Forbidden|authorization token has expired/i,
    },
    reason: "access-denied",
    message: (failure) => `public.ecr.aws refuses the pull of ${nameOf(failure)}`,
    fix: "this runner has a login to public.ecr.aws that has expired: in a step before this one leave it out (`docker logout public.ecr.aws`: pulls need none) or log in again (`aws ecr-public get-login-password --region us-east-1`)",
  },
  {
    // ECR leads to S3 for the layers, by an address that is signed: no right of the role counts there.
    // https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms
    origin: REMOTE,
    when: {
      summary:
        /request to https:\/\/(?<bucket>[a-z0-9-]+-starport-layer-bucket)\.s3\S*: 403 Forbidden/,
    },
    reason: "access-denied",
    message: (_, { bucket = "" }) =>
      `the storage of ECR's layers (${bucket}) refuses a layer of a base image: 403 Forbidden`,
    fix: (_, { bucket = "" }) =>
      `allow s3:GetObject on arn:aws:s3:::${bucket}/* in the policy of the VPC endpoint for S3 that the builder uses, or let its proxy pass that host; without either, run the job again`,
  },
  {
    origin: REMOTE,
    when: { summary: /not authorized to perform:? ecr:\w+/i },
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
        ? `${host} took no credentials: log in to it in a step before this one; when it is ECR itself, run the job again`
        : "ECR took no credentials: run the job again",
  },
  {
    origin: "registry",
    when: { operation: /^pull$/, summary: /403 Forbidden/i },
    reason: "access-denied",
    message: (failure) =>
      `${failure.host ?? "the registry"} refuses the pull of ${nameOf(failure)}: 403 Forbidden`,
    fix: ({ host = "the registry", repository = "the base image", summary }) =>
      OTHERS.test(host)
        ? `log in to ${host} in a step before this one, as somebody who may pull ${repository}`
        : `${host} refuses to give ${repository}: allow ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on it to the role, also in the repository's policy, or log in as somebody who may pull it${alsoPullThrough(host, repository, summary)}`,
  },
  {
    origin: REMOTE,
    when: { summary: /403 Forbidden/i },
    reason: "access-denied",
    fix: "add the rights of pushing to the role (see Permissions in the README); when it has them, a repository policy denies it, or the repository holds as many images as ECR allows",
  },
];
