/**
 * Words of Node, and of SDKs on it, for a connection that did not come about, or broke; also inside of other words.
 * https://nodejs.org/api/errors.html#common-system-errors
 */
export const NO_ANSWER =
  /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ECONNABORTED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|EPROTO|TimeoutError|CERT_\w+|\w+_CERT\w*)\b|socket hang up|tunneling socket/;
