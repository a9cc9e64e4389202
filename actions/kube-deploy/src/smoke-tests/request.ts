import http from "node:http";
import type { IncomingMessage } from "node:http";
import https from "node:https";
import { HttpClient } from "@actions/http-client";

/** An answer, read up to a limit. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** The body is longer than the part that was read. */
  isCut: boolean;
}

/** Bytes of a body that are read, so that an endless answer cannot fill the memory. */
const LARGEST_BODY = 1024 * 1024;
const MOST_REDIRECTS = 5;

/** The server redirects to another host, which is not the subject of the test. */
export class OtherHost extends Error {}

/**
 * Sends a GET request, through the runner's proxy if it has one (HTTPS_PROXY, HTTP_PROXY, NO_PROXY). Redirects are only
 * followed on the same host, including redirects from http to https.
 * @param follow false = a redirect is returned as the answer
 * @throws OtherHost, and the errors of node:http
 */
export async function get(url: URL, follow: boolean, signal: AbortSignal): Promise<Answer> {
  let at = url;
  for (let redirects = 0; ; redirects += 1) {
    const response = await send(at, signal);
    const { statusCode: status = 0, headers } = response;
    const { location } = headers;
    const isRedirect = status >= 300 && status < 400 && location !== undefined;
    if (!follow || !isRedirect || redirects === MOST_REDIRECTS)
      return { status, headers: joined(headers), ...(await readBody(response)) };
    response.destroy();
    const target = URL.canParse(location, at.href) ? new URL(location, at) : undefined;
    if (target === undefined || !isSameHost(at, target))
      throw new OtherHost(
        `it answered ${status} with a redirect to ${target?.host ?? "something that is not a URL"}, which is not followed`,
      );
    // If the first request contained a user, the next request to the same host contains it too.
    target.username ||= at.username;
    target.password ||= at.password;
    at = target;
  }
}

/** Returns whether the host is the same, even if http becomes https and each uses its own port. */
const isSameHost = (from: URL, to: URL): boolean =>
  from.host === to.host
    ? to.protocol === from.protocol
    : from.hostname === to.hostname &&
      [from.protocol, from.port, to.protocol, to.port].join(" ") === "http:  https: ";

function send(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const module = url.protocol === "https:" ? https : http;
  const agent = new HttpClient().getAgent(url.href);
  const headers = { "user-agent": "eks-pipeline", accept: "*/*" };
  return new Promise((resolve, reject) => {
    const request = module.get(url, { agent, signal, headers }, resolve);
    request.on("error", reject);
  });
}

const joined = (headers: IncomingMessage["headers"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]),
  );

async function readBody(response: IncomingMessage): Promise<Pick<Answer, "body" | "isCut">> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size > LARGEST_BODY) break;
  }
  const bytes = Buffer.concat(chunks).subarray(0, LARGEST_BODY);
  return { body: bytes.toString("utf8"), isCut: size > LARGEST_BODY };
}
