/**
 * Every variable that could lead a tool to another identity than the one that was checked.
 * https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
const IDENTITY =
  /^AWS_(?:ACCESS_KEY(?:_ID)?|SECRET(?:_ACCESS)?_KEY|SESSION_TOKEN|SECURITY_TOKEN|CREDENTIAL_EXPIRATION|(?:DEFAULT_)?PROFILE|CONTAINER_\w+|WEB_IDENTITY_\w+|ROLE_ARN|ROLE_SESSION_NAME)$/;

/**
 * Returns the variables for child processes: the job's own, with exactly one identity.
 * @param identity variables that lead to this identity
 */
export function childEnvironment(
  variables: Readonly<Record<string, string>>,
  region: string,
  identity: Readonly<Record<string, string>>,
): Record<string, string> {
  const others = Object.entries(variables).filter(([name]) => !IDENTITY.test(name));
  return {
    ...Object.fromEntries(others),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...identity,
  };
}
