import type { Exchange } from "../base/http.ts";
import { authenticate } from "./authentication.ts";
import { AwsError, type ServiceName } from "./errors.ts";
import type { Keys } from "./keys.ts";
import type { Place, Places } from "./places.ts";
import type { Roles } from "./sts/roles.ts";

/** The context of a service whose resources belong to an account and a region. */
export interface Regional {
  keys: Keys;
  roles: Roles;
  places: Places;
}

/** A request from a known caller. */
interface Entered {
  body: Buffer;
  /** The resources of the account in the region. */
  place: Place;
  /**
   * @throws AwsError AccessDeniedException with the service's status, if the session's role does not allow the action
   */
  requireAllowed: (action: string, resource: string, status: number) => void;
}

/** Authenticates a request. @throws AwsError if the request is not signed correctly */
export async function enter(
  exchange: Exchange,
  service: ServiceName,
  { keys, roles, places }: Regional,
): Promise<Entered> {
  const { principal, region, body } = await authenticate(exchange, service, keys);
  const place = await places.open({ accountId: principal.accountId, region });
  return {
    body,
    place,
    requireAllowed: (action, resource, status) => {
      const request = { action: `${service}:${action}`, resource, context: {} };
      const denial = roles.denial(principal, request);
      if (denial !== undefined) throw new AwsError("AccessDeniedException", status, denial);
    },
  };
}
