import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { startLoopback } from "../../../rehearsal/base/http.ts";
import type { Exchange, Reply } from "../../../rehearsal/base/http.ts";
import { failureReply, requireLogin } from "../../../rehearsal/registry/index.ts";
import type { Authorize, Guard, Images, Registry } from "../../../rehearsal/registry/index.ts";

/**
 * ECR's door in front of a docker-registry, which knows no passwords of twelve hours and no immutable tags: looks at
 * the login and at ECR's rules, then hands the request on as it is. Every blob and manifest is docker-registry's own.
 * @param behind http://127.0.0.1:PORT
 */
export async function startFront(behind: string, images: Images): Promise<Registry> {
  let authorize: Authorize | undefined;
  let guard: Guard = () => undefined;
  const loopback = await startLoopback({
    handle: async (exchange) => {
      requireLogin(exchange, authorize);
      applyRules(exchange, guard, images);
      return forward(exchange, behind);
    },
    failed: failureReply,
  });
  const host = new URL(loopback.url).host;
  const protect: Registry["protect"] = (rules) => {
    authorize = rules.authorize ?? authorize;
    guard = rules.guard ?? guard;
  };
  return { ...loopback, host, images, protect };
}

function applyRules({ method, url }: Exchange, guard: Guard, images: Images): void {
  const [, repository = "", kind = "", reference = ""] =
    /^\/v2\/(.+)\/(manifests|blobs)\/(.*)$/.exec(url.pathname) ?? [];
  if (repository === "") return;
  const action = method === "GET" || method === "HEAD" ? "pull" : "push";
  const tag = kind === "manifests" && !reference.startsWith("sha256:") ? reference : undefined;
  const existing = tag === undefined ? undefined : images.tags(repository)[tag];
  guard({
    ...{ action, repository },
    ...(tag !== undefined && { tag }),
    ...(existing !== undefined && { existing }),
  });
}

/** The Host header stays: docker-registry makes the addresses of uploads from it. */
function forward(exchange: Exchange, behind: string): Promise<Reply> {
  const { method, headers, url } = exchange.request;
  return new Promise((resolve, reject) => {
    const onward = request(new URL(url ?? "/", behind), { method, headers });
    onward.on("error", reject);
    onward.on("response", (answer: IncomingMessage) =>
      resolve({
        status: answer.statusCode ?? 502,
        headers: answer.headers as Record<string, string | string[]>,
        body: answer,
      }),
    );
    exchange.request.pipe(onward);
  });
}
