import { json, type Exchange, type Reply } from "../../base/http.ts";
import { authenticate } from "../authentication.ts";
import { AwsError, notServed } from "../errors.ts";
import type { Keys } from "../keys.ts";
import type { Places } from "../places.ts";
import type { Roles } from "../sts/roles.ts";

export interface EksContext {
  keys: Keys;
  roles: Roles;
  places: Places;
}

const OPERATION = "DescribeCluster";

function clusterOf({ method, url }: Exchange): string | undefined {
  const [, name] = /^\/clusters\/([^/]+)$/.exec(url.pathname) ?? [];
  return method === "GET" && name !== undefined ? decodeURIComponent(name) : undefined;
}

export function eksOperationOf(exchange: Exchange): string | undefined {
  return clusterOf(exchange) === undefined ? undefined : OPERATION;
}

/** kube-deploy describes its cluster; it makes no other call. */
export async function serveEks(exchange: Exchange, context: EksContext): Promise<Reply> {
  const { keys, roles, places } = context;
  const { principal, region } = await authenticate(exchange, "eks", keys);
  const name = clusterOf(exchange);
  if (name === undefined) throw notServed(`eks ${exchange.method} ${exchange.url.pathname}`);
  const { eks: clusters } = await places.open({ accountId: principal.accountId, region });
  const action = `eks:${OPERATION}`;
  const denial = roles.denial(principal, { action, resource: clusters.arnOf(name), context: {} });
  if (denial !== undefined) throw new AwsError("AccessDeniedException", 403, denial);
  return json(200, { cluster: clusters.describe(name) });
}

/** A refusal in the form of the REST-JSON protocol. */
export function eksFailure({ code, message, status }: AwsError): Reply {
  return json(status, { message }, { "x-amzn-errortype": code });
}
