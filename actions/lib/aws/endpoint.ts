import { ActionError } from "../runtime/errors.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** Services that the actions call, as their variables name them. */
const SERVICES = ["DYNAMODB", "ECR", "EKS", "S3", "SECRETS_MANAGER", "STS"] as const;

/** A service, as its variable names it. */
export type Service = (typeof SERVICES)[number];

const FOR_ALL = "AWS_ENDPOINT_URL";
const variableOf = (service: string): string => `${FOR_ALL}_${service}`;

/** Returns whether the job says that all endpoint variables are ignored. */
const isIgnored = (variables: Variables): boolean =>
  variables["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.toLowerCase() === "true";

/**
 * Returns the private or local endpoint that the job's variables set for a service, as SDKs and terraform read them.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @returns undefined if the endpoint is AWS's own
 */
export const configuredEndpoint = (service: Service, variables: Variables): string | undefined =>
  isIgnored(variables)
    ? undefined
    : variables[variableOf(service)] || variables[FOR_ALL] || undefined;

/** The form that both SDKs and terraform accept: Go does not accept an address without a scheme. */
const ADDRESS = /^https?:\/\/[^\s/?#]\S*$/i;

/**
 * Returns what is wrong with the variables of endpoints, one sentence for each. For such a variable, the SDK says only
 * `Invalid URL`, and terraform `unsupported protocol scheme`.
 * @param services that the action calls
 * @returns ours = problems of these services
 */
export function endpointProblems(
  variables: Variables,
  services: readonly Service[] = SERVICES,
): { ours: string[]; others: string[] } {
  if (isIgnored(variables)) return { ours: [], others: [] };
  const isOurs = (name: string) =>
    name === FOR_ALL || services.some((service) => name === variableOf(service));
  const wrong = Object.entries(variables).filter(
    ([name, value]) =>
      (name === FOR_ALL || name.startsWith(variableOf(""))) && Boolean(value) && !isAddress(value),
  );
  const said = (which: boolean) =>
    wrong
      .filter(([name]) => isOurs(name) === which)
      .map(
        ([name, value = ""]) =>
          `the variable ${name} of the job is ${JSON.stringify(value)}, which is not the address of an endpoint. Expected a URL, for example https://vpce-0a1b-2c3d.sts.eu-west-1.vpce.amazonaws.com`,
      );
  return { ours: said(true), others: said(false) };
}

const isAddress = (value = ""): boolean => ADDRESS.test(value) && URL.canParse(value);

/**
 * Refuses wrong endpoints before a request is sent.
 * @throws ActionError `invalid-input` with all problems
 */
export function refuseEndpoints(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new ActionError({
    reason: "invalid-input",
    message: problems.join("; "),
    fix: "write it with https:// or http:// in front, or unset the variable to use the endpoint of AWS",
  });
}

/**
 * Returns the endpoint from the older variables of the S3 backend, which SDKs do not know. The SDKs' variables take
 * precedence.
 * https://developer.hashicorp.com/terraform/language/backend/s3
 */
export const backendEndpoint = (
  service: "DYNAMODB" | "S3" | "STS",
  variables: Variables,
): string | undefined =>
  variables[variableOf(service)] ? undefined : variables[`AWS_${service}_ENDPOINT`] || undefined;

/**
 * Returns a backend's endpoint with a scheme: the tools put https:// before an endpoint without one.
 * https://github.com/opentofu/opentofu/blob/main/internal/backend/remote-state/s3/backend.go
 */
export const withScheme = (endpoint: string): string =>
  endpoint.includes("://") ? endpoint : `https://${endpoint}`;
