import type { FailureRule, Origin } from "../match-failure.ts";
import { rulesOf } from "../match-failure.ts";
import { NO_ANSWER, PROXY_LOGIN, PROXY_LOGIN_FIX, UNTRUSTED } from "../no-answer.ts";
import type { FailureReason } from "../runtime/errors.ts";

/**
 * Returns rules for answers that any AWS service, or something on the way to it, may give to any request: about the
 * credentials, the clock, a proxy. Rules about a permission take precedence.
 * https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 * @param service its name in messages
 */
export const serviceRules = (
  origin: Origin,
  reason: FailureReason,
  service: string,
): readonly FailureRule[] =>
  rulesOf(origin, [
    {
      when: [
        { code: /^(?:RequestExpired|RequestTimeTooSkewed)$/ },
        { summary: /Signature (?:expired|not yet current)/i },
      ],
      reason,
      fix: "set the clock of the runner: it differs from the clock of AWS by more than a few minutes",
    },
    {
      when: { code: /^ExpiredToken/ },
      reason,
      fix: "run the job again, with role-arn or with credentials that last longer",
    },
    {
      when: {
        code: /^(?:UnrecognizedClientException|InvalidClientTokenId|(?:Invalid|Incomplete)SignatureException)$/,
      },
      reason,
      fix: "check the credentials of the job, and that its account has enabled the region",
    },
    {
      when: { code: /^UnreadableAnswer$/ },
      reason,
      fix: `let the proxy or firewall of the runner pass requests to ${service}, and check HTTPS_PROXY and NO_PROXY of the job, which decide where requests go`,
    },
    {
      when: { summary: UNTRUSTED },
      reason,
      fix: "set NODE_EXTRA_CA_CERTS to the CA file of the proxy that inspects TLS, or let requests to AWS bypass the proxy (NO_PROXY)",
    },
    { when: { summary: PROXY_LOGIN }, reason, fix: PROXY_LOGIN_FIX },
    {
      when: [{ code: NO_ANSWER }, { summary: NO_ANSWER }],
      reason,
      fix: `check that the runner reaches ${service}: its network and DNS, and HTTPS_PROXY and NO_PROXY of the job`,
    },
  ]);
