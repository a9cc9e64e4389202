import { json, type Exchange, type Reply } from "../../base/http.ts";
import { type AwsError, notServed } from "../errors.ts";
import { enter, type Regional } from "../regional.ts";

const OPERATION = "DescribeCluster";

function clusterOf({ method, url }: Exchange): string | undefined {
  const [, name] = /^\/clusters\/([^/]+)$/.exec(url.pathname) ?? [];
  return method === "GET" && name !== undefined ? decodeURIComponent(name) : undefined;
}

export function eksOperationOf(exchange: Exchange): string | undefined {
  return clusterOf(exchange) === undefined ? undefined : OPERATION;
}

/** Serves DescribeCluster, the only EKS call that kube-deploy makes. */
export async function serveEks(exchange: Exchange, context: Regional): Promise<Reply> {
  const { place, requireAllowed } = await enter(exchange, "eks", context);
  const name = clusterOf(exchange);
  if (name === undefined) throw notServed(`eks ${exchange.method} ${exchange.url.pathname}`);
  const { eks: clusters } = place;
  requireAllowed(OPERATION, clusters.arnOf(name), 403);
  return json(200, { cluster: clusters.describe(name) });
}

/** Renders a refusal in the REST-JSON protocol. */
export function eksFailure({ code, message, status }: AwsError): Reply {
  return json(status, { message }, { "x-amzn-errortype": code });
}
