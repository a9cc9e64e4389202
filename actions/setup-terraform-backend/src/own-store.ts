import { isHostOfAws } from "../../lib/aws/domain.ts";
import { backendEndpoint, configuredEndpoint, withScheme } from "../../lib/aws/endpoint.ts";
import { ActionError } from "../../lib/runtime/errors.ts";
import type { BackendBlock } from "../../lib/terraform/backend-block.ts";
import { memberOf, textOf } from "../../lib/terraform/hcl.ts";
import type { HclBody } from "../../lib/terraform/hcl.ts";
import { argumentBodies, firstOf } from "./backend-arguments.ts";
import type { BackendArgument } from "./backend-arguments.ts";
import type { Inputs } from "./contract.ts";

/**
 * Refuses to manage a bucket at AWS for a state that is kept in another store: it would create a bucket that nobody
 * uses, and report it as safe.
 * @param environment of the job: if it says where S3 is, the action goes there too
 * @throws ActionError `invalid-input`
 */
export function refuseOwnStore(
  { backendMode, backendConfig }: Pick<Inputs, "backendMode" | "backendConfig">,
  block: BackendBlock | undefined,
  environment: Readonly<Record<string, string>>,
): void {
  if (backendMode === "off") return;
  if (configuredEndpoint("S3", environment) !== undefined) return;
  const store = ownStore(backendConfig, block, environment);
  if (store === undefined) return;
  throw new ActionError({
    reason: "invalid-input",
    message: `backend-mode: "${backendMode}" is not valid for a backend whose state is at ${store}, which is not AWS: this action would manage the bucket of the same name at AWS instead. Nothing was changed`,
    fix: "set backend-mode: off, and manage the bucket of that store yourself",
  });
}

/** Returns the endpoint of a backend, if it is not an endpoint of AWS. */
export function ownStore(
  extra: readonly BackendArgument[],
  block: BackendBlock | undefined,
  environment: Readonly<Record<string, string>> = {},
): string | undefined {
  const endpoint =
    firstOf(argumentBodies(extra, block), endpointIn) ?? backendEndpoint("S3", environment);
  if (endpoint === undefined) return undefined;
  const url = withScheme(endpoint);
  return URL.canParse(url) && !isHostOfAws(new URL(url).hostname) ? endpoint : undefined;
}

/**
 * Returns the endpoint for S3. `endpoint` is the older form.
 * https://developer.hashicorp.com/terraform/language/backend/s3
 */
const endpointIn = ({ attributes }: HclBody): string | undefined =>
  memberOf(attributes.get("endpoints") ?? [], "s3") ?? textOf(attributes.get("endpoint")?.[0]);
