import type { FailureRule, Origin } from "../match-failure.ts";
import { rulesOf } from "../match-failure.ts";
import { NO_ANSWER, PROXY_LOGIN, PROXY_LOGIN_FIX, UNTRUSTED } from "../no-answer.ts";
import type { FailureReason } from "../runtime/errors.ts";

/**
 * What any service of AWS, or the way to it, says to any request: the credentials, the clock, a proxy. Rules about a right
 * come before them.
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
      fix: "set the clock of the runner: its time differs from that of AWS by more than some minutes",
    },
    {
      when: { code: /^ExpiredToken/ },
      reason,
      fix: "run the job again, with role-arn or with credentials that live longer",
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
      fix: `let the proxy or firewall of the runner pass requests to ${service}: HTTPS_PROXY and NO_PROXY of the job say which way they take`,
    },
    {
      when: { summary: UNTRUSTED },
      reason,
      fix: "give the CA of the proxy that opens TLS in NODE_EXTRA_CA_CERTS, or let requests to AWS pass it (NO_PROXY)",
    },
    { when: { summary: PROXY_LOGIN }, reason, fix: PROXY_LOGIN_FIX },
    {
      when: [{ code: NO_ANSWER }, { summary: NO_ANSWER }],
      reason,
      fix: `check that the runner reaches ${service}: its network and DNS, and HTTPS_PROXY and NO_PROXY of the job`,
    },
  ]);
