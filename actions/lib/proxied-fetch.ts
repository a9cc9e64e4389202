import { HttpClient } from "@actions/http-client";

/** Redirects that are followed, as `fetch` does. */
const REDIRECTS = 20;

/**
 * `fetch` through the proxy of the runner: HTTPS_PROXY, HTTP_PROXY and NO_PROXY are read by the code that reads them for
 * GitHub's own requests. Node's `fetch` ignores them. A redirect may lead to a host that has another way: it is followed
 * here, and as in `fetch` another host does not get the Authorization header.
 */
export async function proxiedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  let address = new URL(url);
  let headers = new Headers(init.headers);
  for (let redirects = 0; ; redirects += 1) {
    const dispatcher = new HttpClient().getAgentDispatcher(address.href);
    // The types of Node's fetch know the dispatchers of another version of undici only.
    const request: object = { ...init, headers, redirect: "manual", dispatcher };
    const response = await fetch(address, request);
    const location = response.headers.get("location");
    if (!isFollowed(response.status, init) || location === null) return response;
    if (redirects === REDIRECTS) throw new Error(`${url} redirects more than ${REDIRECTS} times`);
    await response.body?.cancel();
    const next = new URL(location, address);
    headers = new Headers(headers);
    if (next.origin !== address.origin) headers.delete("authorization");
    address = next;
  }
}

/** A write is answered as it is: its caller decides what to do. */
const isFollowed = (
  status: number,
  { method = "GET", redirect = "follow" }: RequestInit,
): boolean =>
  redirect === "follow" &&
  ["GET", "HEAD"].includes(method) &&
  [301, 302, 303, 307, 308].includes(status);
