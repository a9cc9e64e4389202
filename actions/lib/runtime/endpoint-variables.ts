const IGNORE = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";

/**
 * Writes the word by which SDK clients of this process leave configured endpoints aside: they take `True` for nothing, where
 * terraform and the AWS CLI know it.
 * https://github.com/smithy-lang/smithy-typescript/blob/main/packages/util-config-provider/src/booleanSelector.ts
 * @param variables those of the process; changed in place
 */
export function spellIgnored(variables: NodeJS.ProcessEnv): void {
  if (variables[IGNORE]?.toLowerCase() === "true") variables[IGNORE] = "true";
}
