import { json, type Exchange, type Reply } from "../../base/http.ts";
import { authenticate } from "../authentication.ts";
import { AwsError } from "../errors.ts";
import type { Keys } from "../keys.ts";
import type { Roles } from "../sts/roles.ts";
import { compileRoutes, type Route } from "../../base/routes.ts";
import type { Clusters } from "./clusters.ts";

export interface EksContext {
  accountId: string;
  region: string;
  keys: Keys;
  roles: Roles;
  clusters: Clusters;
}

const ROUTES: Route<Clusters>[] = [
  {
    method: "GET",
    pattern: "/clusters",
    operation: "ListClusters",
    handle: (_, __, clusters) => json(200, { clusters: clusters.names() }),
  },
  {
    method: "GET",
    pattern: "/clusters/:name",
    operation: "DescribeCluster",
    handle: (_, { name = "" }, clusters) => json(200, { cluster: clusters.describe(name) }),
  },
];

const find = compileRoutes(ROUTES);

export function eksOperationOf({ method, url }: Exchange): string | undefined {
  return find(method, url.pathname)?.route.operation;
}

export async function serveEks(exchange: Exchange, context: EksContext): Promise<Reply> {
  const { principal } = await authenticate(exchange, "eks", context.keys);
  const match = find(exchange.method, exchange.url.pathname);
  if (match === undefined)
    throw new AwsError(
      "NotFoundException",
      404,
      `The rehearsal's EKS does not serve ${exchange.method} ${exchange.url.pathname}.`,
    );
  const action = `eks:${match.route.operation ?? ""}`;
  const name = match.parameters["name"] ?? "*";
  const resource = `arn:aws:eks:${context.region}:${context.accountId}:cluster/${name}`;
  const { roleArn } = principal;
  if (roleArn !== undefined && !context.roles.permits(roleArn, { action, resource, context: {} }))
    throw new AwsError(
      "AccessDeniedException",
      403,
      `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource}`,
    );
  return match.route.handle(exchange, match.parameters, context.clusters);
}

/** A refusal in the form of the REST-JSON protocol. */
export function eksFailure({ code, message, status }: AwsError): Reply {
  return json(status, { message }, { "x-amzn-errortype": code });
}
