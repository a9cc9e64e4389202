import { KubernetesClient, connect, messageOf } from "../../kubernetes/client.ts";
import { Failure } from "../provider.ts";
import type { JsonObject } from "./manifest.ts";

/** The configured access to a Kubernetes API. */
export interface Connection {
  /** `https://HOST:PORT`. */
  host: string;
  /** Certificates (PEM) that must have signed the API's certificate. If empty: the system's. */
  certificateAuthority: string;
  token: () => Promise<string>;
}

type Verb = "GET" | "POST" | "PATCH" | "DELETE";

/**
 * Sends one request to the Kubernetes API.
 * @returns the object; undefined if there is none (404)
 * @throws Failure in the words of the real provider: the API's message, or Go's message for a failed connection
 */
export async function sendRequest(
  { host, certificateAuthority, token }: Connection,
  verb: Verb,
  path: string,
  body?: object,
): Promise<JsonObject | undefined> {
  const trust = certificateAuthority === "" ? {} : { certificateAuthority };
  const client = new KubernetesClient(connect({ url: host, token, ...trust }));
  const type = verb === "PATCH" ? "application/json-patch+json" : "application/json";
  const answer = await client.call(verb, path, body, type).catch((error: unknown) => {
    throw new Failure(`${goVerb(verb)} "${new URL(path, host).href}": ${goWords(error)}`);
  });
  if (answer.status < 400) return answer.body as JsonObject;
  if (answer.status === 404 && (verb === "GET" || verb === "DELETE")) return undefined;
  throw new Failure(messageOf(answer));
}

function goVerb(verb: Verb): string {
  return verb.charAt(0) + verb.slice(1).toLowerCase();
}

const UNKNOWN_AUTHORITY = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_SIGNATURE_FAILURE",
]);

/** Returns the message of Go's HTTP client for a Node error code. */
function goWords(error: unknown): string {
  const { code, message, address, port, hostname } = error as Partial<NodeJS.ErrnoException> & {
    address?: string;
    port?: number;
    hostname?: string;
  };
  if (code === "ECONNREFUSED")
    return `dial tcp ${address ?? ""}:${port ?? ""}: connect: connection refused`;
  if (code === "ENOTFOUND") return `dial tcp: lookup ${hostname ?? ""}: no such host`;
  if (code === "ECONNRESET") return "EOF";
  if (code !== undefined && UNKNOWN_AUTHORITY.has(code))
    return "tls: failed to verify certificate: x509: certificate signed by unknown authority";
  return message ?? String(error);
}
