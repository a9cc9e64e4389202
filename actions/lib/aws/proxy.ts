import { HttpClient } from "@actions/http-client";
import { getProxyUrl } from "@actions/http-client/lib/proxy";
import { NodeHttpHandler } from "@smithy/node-http-handler";

type Handle = NodeHttpHandler["handle"];

/** Milliseconds until a connection must be open, and milliseconds without any byte of an answer. */
const LIMITS = { connectionTimeout: 10_000, socketTimeout: 60_000 };

/**
 * Sends the requests of SDK clients through the proxy of the runner. HTTPS_PROXY, HTTP_PROXY and NO_PROXY are read by
 * the same code as for GitHub's own requests. By default the SDK ignores them:
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
  // The handler recognizes an agent by its method `destroy`. This agent keeps no connections, so there is nothing to
  // destroy.
  const agent = Object.assign(new HttpClient().getAgent(origin), { destroy: () => undefined });
  return new NodeHttpHandler({ ...LIMITS, httpAgent: agent, httpsAgent: agent });
}
