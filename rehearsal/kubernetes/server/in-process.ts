import { Readable } from "node:stream";
import type { Transport } from "../client.ts";
import { answerError, answerRequest, type Api } from "./api.ts";
import type { User } from "./access.ts";

/**
 * Carries requests to the API without a connection, for the parts of the cluster in the same process. Scripted faults
 * and the request log apply to external clients only.
 */
export function inProcess(api: Api, user: User): Transport {
  return ({ method, path, contentType, body }) => {
    const url = new URL(path, "https://in-process");
    const request = { method, url, contentType, body: Buffer.from(body ?? "") };
    const { status, headers, body: content = "" } = answerOf(api, user, request);
    const stream = content instanceof Readable ? content : Readable.from([content]);
    return Promise.resolve({
      status,
      contentType: String(headers?.["content-type"]),
      body: stream,
    });
  };
}

function answerOf(...parameters: Parameters<typeof answerRequest>) {
  try {
    return answerRequest(...parameters);
  } catch (error) {
    return answerError(error);
  }
}
