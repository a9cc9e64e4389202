import type { Exchange } from "../base/http.ts";
import { authenticate } from "./authentication.ts";
import { AwsError, type ServiceName } from "./errors.ts";
import type { Keys } from "./keys.ts";
import type { Place, Places } from "./places.ts";
import type { Roles } from "./sts/roles.ts";

/** What a service works on that keeps everything in an account and a region. */
export interface Regional {
  keys: Keys;
  roles: Roles;
  places: Places;
}

/** A request of somebody who is known. */
interface Entered {
  body: Buffer;
  /** What the account has in the region. */
  place: Place;
  /** @throws AwsError AccessDeniedException with the service's status, when the role of the session does not allow it */
  requireAllowed: (action: string, resource: string, status: number) => void;
}

/** @throws AwsError when the request is not signed as it must be */
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
