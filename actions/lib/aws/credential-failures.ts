import { matchFailure, rulesOf } from "../match-failure.ts";
import type { ObservedFailure } from "../match-failure.ts";
import { explainUnavailable } from "./role-failures.ts";
import { permissionFix } from "./refusal.ts";
import type { Failure } from "../runtime/errors.ts";

/**
 * Why AWS does not accept a key, whatever the request is.
 * https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
export const KEY_RULES = rulesOf("sts", [
  {
    // An error of Node: the key is sent in a header, which cannot hold a line break.
    when: [
      { code: /^(?:ERR_INVALID_CHAR|IncompleteSignature)$/ },
      { summary: /Invalid character in header content/ },
    ],
    reason: "no-aws-credentials",
    message: () =>
      "AWS_ACCESS_KEY_ID or AWS_SESSION_TOKEN has a space, a line break or another character that a key cannot have",
    fix: "copy them again, without a space or line break at the end",
  },
  {
    when: [{ code: /^RegionDisabled/ }, { summary: /STS is not activated in this region/i }],
    reason: "no-aws-credentials",
    fix: "activate STS for the region in the account settings of IAM, or set aws-region to another one",
  },
  {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
    when: { code: /^(?:InvalidClientTokenId|UnrecognizedClientException)$/ },
    reason: "no-aws-credentials",
    fix: ({ host = "STS" }) =>
      `check that the key exists and is active in this partition of AWS, that AWS_SESSION_TOKEN is given with a temporary key (ASIA…), and that its account has enabled the region of ${host}; or set role-arn instead of keys`,
  },
  {
    when: [
      { code: /^(?:RequestExpired|RequestTimeTooSkewed)$/ },
      { summary: /Signature (?:expired|not yet current)/i },
    ],
    reason: "no-aws-credentials",
    fix: "set the clock of the runner: it differs from the clock of AWS by more than a few minutes",
  },
  {
    when: { code: /^SignatureDoesNotMatch$/ },
    reason: "no-aws-credentials",
    fix: "copy AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY again: the secret does not belong to the key, or has a space or line break at its end",
  },
]);

const RULES = rulesOf("sts", [
  {
    when: { summary: /explicit deny|because no [\w -]+ allows/i },
    reason: "no-aws-credentials",
    message: ({ summary }) => `AWS does not say who the credentials belong to: ${summary}`,
    fix: ({ summary }) =>
      permissionFix(summary, "ask the owner of the policy that the message names"),
  },
  {
    when: { code: /^ExpiredToken/ },
    reason: "no-aws-credentials",
    fix: "run the step that sets the credentials again, right before this one, or set role-arn, whose credentials are renewed",
  },
]);

/** Returns the message for credentials of a job that STS does not accept, or for an STS that does not answer. */
export const explainCredentials = (failure: ObservedFailure): Failure => ({
  reason: "no-aws-credentials",
  message: `AWS does not accept the credentials: ${failure.summary}`,
  fix: "set role-arn (and `id-token: write` in the job's permissions), or run a step that sets AWS credentials before this one",
  ...(explainUnavailable(failure) ?? matchFailure([...KEY_RULES, ...RULES], failure)),
});
