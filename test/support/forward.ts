import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import type { Exchange, Reply } from "../../rehearsal/base/http.ts";

/**
 * Sends a request on as it is and gives the answer. The Host header stays: signatures of AWS cover it, and a registry
 * makes the addresses of its uploads from it.
 * @param to http://127.0.0.1:PORT
 * @param body what was read of the request; without it the rest of the request is piped
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
