/**
 * Words of Node for a certificate that it does not trust: codes and sentences.
 * https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
export const UNTRUSTED =
  /\bCERT_\w+|\w+_CERT\w*\b|\bUNABLE_TO_(?:VERIFY|DECODE)\w*|\bINVALID_(?:CA|PURPOSE)\b|HOSTNAME_MISMATCH|self-signed certificate|unable to (?:verify the first|get (?:local )?issuer) certificate|does not match certificate/;

/** Words of the libraries for a proxy that requires a login. */
export const PROXY_LOGIN = /tunneling socket .*statusCode=407|Proxy response \(407\)/;

/** What to do about a proxy that requires a login. */
export const PROXY_LOGIN_FIX =
  "the proxy of the runner asks for a login (407): give it in HTTPS_PROXY, as http://user:password@host:port, with special characters as %XX";

/**
 * Words of Node, and of SDKs that use it, for a connection that could not be opened or that broke. They may be inside
 * other words.
 * https://nodejs.org/api/errors.html#common-system-errors
 * https://undici.nodejs.org/#/docs/api/Errors
 */
export const NO_ANSWER = new RegExp(
  [
    String.raw`\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ECONNABORTED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|EPROTO|TimeoutError|ERR_SSL_\w+|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|UND_ERR_SOCKET)\b`,
    String.raw`Proxy response \(\d+\)`,
    "socket hang up|tunneling socket|before secure TLS connection|wrong version number|Connect Timeout Error|other side closed|^fetch failed$",
    UNTRUSTED.source,
  ].join("|"),
);
