const IGNORE = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";

/**
 * Rewrites the variable that makes SDK clients of this process ignore configured endpoints. The SDK does not understand
 * `True`, but terraform and the AWS CLI do.
 * https://github.com/smithy-lang/smithy-typescript/blob/main/packages/util-config-provider/src/booleanSelector.ts
 * @param variables those of the process; changed in place
 */
export function spellIgnored(variables: NodeJS.ProcessEnv): void {
  if (variables[IGNORE]?.toLowerCase() === "true") variables[IGNORE] = "true";
}
