import { HttpClient } from "@actions/http-client";
import { getProxyUrl } from "@actions/http-client/lib/proxy";
import { NodeHttpHandler } from "@smithy/node-http-handler";

type Handle = NodeHttpHandler["handle"];

/** Milliseconds until a connection is there, and without any byte of an answer. */
const LIMITS = { connectionTimeout: 10_000, socketTimeout: 60_000 };

/**
 * Sends the requests of SDK clients through the proxy of the runner: HTTPS_PROXY, HTTP_PROXY and NO_PROXY are read by the
 * code that reads them for GitHub's own requests. The SDK by itself ignores them:
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-proxies.html
 */
export class ProxyHandler extends NodeHttpHandler {
  readonly #byOrigin = new Map<string, NodeHttpHandler>();

  constructor() {
    super(LIMITS);
  }

  override handle(...[request, options]: Parameters<Handle>): ReturnType<Handle> {
    const { protocol, hostname, port } = request;
    const origin = `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`;
    if (getProxyUrl(new URL(origin)) === undefined) return super.handle(request, options);
    const handler = this.#byOrigin.get(origin) ?? proxied(origin);
    this.#byOrigin.set(origin, handler);
    return handler.handle(request, options);
  }
}

function proxied(origin: string): NodeHttpHandler {
  // The handler takes only agents that can be destroyed for agents; this one keeps no connections.
  const agent = Object.assign(new HttpClient().getAgent(origin), { destroy: () => undefined });
  return new NodeHttpHandler({ ...LIMITS, httpAgent: agent, httpsAgent: agent });
}
