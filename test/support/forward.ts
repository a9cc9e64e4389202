import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import type { Exchange, Reply } from "../../rehearsal/base/http.ts";

/**
 * Forwards a request unchanged and returns the answer. The Host header stays the same: AWS signatures cover it, and a
 * registry builds the addresses of its uploads from it.
 * @param to http://127.0.0.1:PORT
 * @param body the body, if it was already read; without it, the body of the request is piped
 */
export function forward(exchange: Exchange, to: string, body?: Buffer): Promise<Reply> {
  const { method, headers, url } = exchange.request;
  return new Promise((resolve, reject) => {
    const onward = request(new URL(url ?? "/", to), { method, headers });
    onward.on("error", reject);
    onward.on("response", (answer: IncomingMessage) =>
      resolve({
        status: answer.statusCode ?? 502,
        headers: answer.headers as Record<string, string | string[]>,
        body: answer,
      }),
    );
    if (body === undefined) exchange.request.pipe(onward);
    else onward.end(body);
  });
}
