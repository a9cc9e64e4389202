import { matchFailure, rulesOf } from "../match-failure.ts";
import type { ObservedFailure } from "../match-failure.ts";
import type { Failure } from "../runtime/errors.ts";
import { KEY_RULES } from "./credential-failures.ts";
import { explainPolicy, statementFor } from "./refusal.ts";
import { explainUnavailable } from "./role-failures.ts";

/** The answer of STS, or of something on the way to it, to AssumeRole. */
export interface ChainRefusal extends ObservedFailure {
  origin: "sts";
  roleArn: string;
}

const RULES = rulesOf<ChainRefusal>("sts", [
  {
    when: { code: /^ExpiredToken/ },
    reason: "assume-role-failed",
    fix: "the job's own credentials have expired: run the job again, with role-arn or with credentials that last longer",
  },
  {
    when: { summary: /explicit deny|because no (?!identity-based)[\w -]+ allows/i },
    reason: "assume-role-failed",
    fix: ({ summary, roleArn }) => explainPolicy(summary) ?? bothPolicies(roleArn),
  },
  {
    when: {
      code: /^AccessDenied/,
      summary: /not authorized to perform:? (?<action>sts:(?!AssumeRole\b)\w+)/,
    },
    reason: "assume-role-failed",
    fix: ({ roleArn }, { action = "" }) =>
      `allow ${action} in addition to sts:AssumeRole, in the policy of the role of this job and in the trust policy of ${roleArn}`,
  },
  {
    when: { code: /^AccessDenied/ },
    reason: "assume-role-failed",
    fix: ({ roleArn }) => bothPolicies(roleArn),
  },
]);

/**
 * Says what both policies must allow. AWS gives the same answer if only one of the two policies allows it, and for a
 * role that does not exist.
 */
const bothPolicies = (roleArn: string): string =>
  `add to the policy of the role of this job: ${statementFor({ action: "sts:AssumeRole", resource: roleArn })}; and let the trust policy of ${roleArn} allow sts:AssumeRole to it, with the external id if that policy requires one. AWS gives the same answer for a role that does not exist: check its name, and its path`;

/** Returns the message for a role that cannot be assumed with the credentials of another identity. */
export function explainChain(refusal: ChainRefusal): Failure {
  const { roleArn, summary } = refusal;
  return {
    reason: "assume-role-failed",
    message: `the role ${roleArn} cannot be assumed with the credentials of this job: ${summary}`,
    fix: "correct what STS names, then run the job again",
    ...(explainUnavailable(refusal) ??
      matchFailure(KEY_RULES, refusal) ??
      matchFailure(RULES, refusal)),
  };
}
