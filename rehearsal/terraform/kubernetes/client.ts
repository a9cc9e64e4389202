import { request as plain } from "node:http";
import { request as secure } from "node:https";
import { Failure } from "../provider.ts";
import type { JsonObject } from "./manifest.ts";

/** How to reach a Kubernetes API. */
export interface Connection {
  /** `https://host:port`. */
  host: string;
  /** Certificates (PEM) that the API's certificate must be signed by. */
  certificateAuthority: string;
  token: () => Promise<string>;
}

export interface Answer {
  status: number;
  body: JsonObject;
}

type Verb = "GET" | "POST" | "PATCH" | "DELETE";

/**
 * One request to the Kubernetes API. Answers of 404 come back for the caller to judge.
 * @throws Failure in the words of the real provider: the API's message, or Go's for a connection that fails.
 */
export async function call(
  connection: Connection,
  verb: Verb,
  path: string,
  body?: object,
): Promise<Answer> {
  const url = new URL(path, connection.host);
  const token = await connection.token();
  const answer = await send(connection, token, verb, url, body).catch((error: unknown) => {
    throw new Failure(`${goVerb(verb)} "${url.href}": ${goWords(error)}`);
  });
  if (answer.status < 400 || answer.status === 404) return answer;
  throw new Failure(messageOf(answer));
}

/** The message of a Status object. */
export function messageOf({ status, body }: Answer): string {
  if (status === 401) return "Unauthorized";
  const message = body["message"];
  return typeof message === "string" && message !== "" ? message : `the server answered ${status}`;
}

function send(
  connection: Connection,
  token: string,
  verb: Verb,
  url: URL,
  body: object | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const type = verb === "PATCH" ? "application/json-patch+json" : "application/json";
    const content = body ? Buffer.from(JSON.stringify(body)) : undefined;
    const request = url.protocol === "http:" ? plain : secure;
    const outgoing = request(
      url,
      {
        method: verb,
        ...(connection.certificateAuthority === "" ? {} : { ca: connection.certificateAuthority }),
        // No pool: an idle connection would outlive the rehearsal's API.
        agent: false,
        headers: {
          authorization: `Bearer ${token}`,
          accept: "application/json",
          // Node does not announce the body of a DELETE by itself.
          ...(content ? { "content-type": type, "content-length": content.length } : {}),
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const status = incoming.statusCode ?? 0;
          resolve({ status, body: parse(Buffer.concat(chunks).toString()) });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(content);
  });
}

function parse(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return { message: text };
  }
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

/** What Go's HTTP client says where Node has a code. */
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
