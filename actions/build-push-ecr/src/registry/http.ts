import { request as requestPlain } from "node:http";
import type { Agent, IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { request as requestSecure } from "node:https";
import { pipeline } from "node:stream/promises";
import { HttpClient } from "@actions/http-client";

export interface HttpRequest {
  method: "GET" | "HEAD" | "POST" | "PUT";
  url: URL;
  headers: OutgoingHttpHeaders;
  /** Bytes, or a stream whose length is in the header content-length. */
  body?: Buffer | AsyncIterable<Buffer> | undefined;
}

/** Sends a request and returns the answer as soon as its headers have arrived. */
export type Send = (request: HttpRequest) => Promise<IncomingMessage>;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Usually one redirect leads to the storage, or two if there is a proxy in between. */
const MOST_REDIRECTS = 5;

/**
 * Creates an HTTP client for registries: bodies are streams in both directions, connections are kept open, and the
 * runner's proxy (HTTPS_PROXY, NO_PROXY) is used.
 * @param idleTimeout milliseconds without any byte after which a request has failed
 * @param signal aborts requests in progress
 */
export function createSend(idleTimeout: number, signal?: AbortSignal): Send {
  const agents = new Map<string, Agent>();
  const agentOf = ({ origin }: URL): Agent => {
    const agent =
      agents.get(origin) ?? new HttpClient("", [], { keepAlive: true }).getAgent(origin);
    agents.set(origin, agent);
    return agent;
  };
  const sendOnce: Send = ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      const open = url.protocol === "https:" ? requestSecure : requestPlain;
      const options = {
        method,
        // Through a proxy, the default would include the port, but storage compares the host with the signed one.
        headers: { host: url.host, ...headers },
        agent: agentOf(url),
        ...(signal && { signal }),
      };
      const request = open(url, options, resolve);
      request.on("error", reject);
      request.setTimeout(idleTimeout, () =>
        request.destroy(new Error(`no data for ${idleTimeout / 1000} s`)),
      );
      if (body === undefined || Buffer.isBuffer(body)) request.end(body);
      // If the source of the bytes throws, report its error, not the error of the request that breaks off because of
      // it.
      else pipeline(body, request).catch(reject);
    });
  return async (request) => {
    let { url, headers } = request;
    for (let hop = 0; ; hop += 1) {
      const answer = await sendOnce({ ...request, url, headers });
      const next = redirectOf(request, url, answer);
      if (next === undefined || hop >= MOST_REDIRECTS) return answer;
      answer.resume();
      // Storage behind a registry has its own signature in the address, and refuses a request that also has a login.
      if (next.origin !== url.origin) headers = withoutLogin(headers);
      url = next;
    }
  };
}

const withoutLogin = (headers: OutgoingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "authorization"));

/** Returns the address to which the answer redirects; undefined if there is no redirect. */
function redirectOf(
  { method }: HttpRequest,
  url: URL,
  { statusCode = 0, headers: { location } }: IncomingMessage,
): URL | undefined {
  const isRead = method === "GET" || method === "HEAD";
  if (!isRead || !REDIRECTS.has(statusCode) || location === undefined) return undefined;
  return URL.canParse(location, url.href) ? new URL(location, url) : undefined;
}

/** Reads the complete body. @throws Error if it has more bytes than `most` */
export async function readBody(answer: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw new Error(`the answer has more than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
