import type { ObservedFailure } from "../match-failure.ts";

/** Matches errors about a server that cannot be reached, or that has a problem. */
export const NETWORK =
  /could\s+not\s+connect|couldn't\s+connect|dial\s+tcp|no\s+such\s+host|could\s+not\s+resolve\s+host|connection\s+(?:refused|reset)|i\/o\s+timeout|timed?\s*out|deadline\s+exceeded|request\s+canceled|TLS|x509|proxyconnect|unexpected\s+EOF|\b(?:403|407|429|5\d\d)\b/i;

/** Matches the answer of a proxy that requires a login. */
const PROXY_LOGIN = /\b407\b|Proxy\s+Authentication\s+Required/i;
const UNTRUSTED = /x509|certificate\s+verif|verify\s+certificate/i;
const ANSWERED = /\b(?:429|5\d\d)\b/;
/** Matches errors about a server that was not reached. */
export const NO_WAY =
  /couldn't\s+connect\s+to\s+server|dial\s+tcp|no\s+such\s+host|proxyconnect|i\/o\s+timeout|x509|connection\s+(?:refused|reset)|resolve\s+host/i;

/** Returns what to do about a failed download, with the host that the error names. */
export function networkFix({ host, summary, detail = "" }: ObservedFailure): string {
  const where = host ?? "the host that the error names";
  const text = `${summary}\n${detail}`;
  if (PROXY_LOGIN.test(text))
    return `the proxy asks for a login: give it in HTTPS_PROXY (http://user:password@proxy:port), or name ${where} in NO_PROXY where it needs no proxy`;
  if (UNTRUSTED.test(text))
    return `the runner does not trust the certificate of ${where}: if a proxy inspects TLS, install its CA on the runner (SSL_CERT_FILE)`;
  if (ANSWERED.test(text) && !NO_WAY.test(text))
    return `${where} has a problem or limits requests: run the job again later`;
  return `check that the runner reaches ${where}: its network and DNS, and HTTPS_PROXY and NO_PROXY of the job`;
}
