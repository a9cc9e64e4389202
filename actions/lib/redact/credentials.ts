/** Variables in which AWS, GitHub and Terraform's registries hand over credentials. */
const CREDENTIALS =
  /^(?:AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|GITHUB_TOKEN|GH_TOKEN|ACTIONS_ID_TOKEN_REQUEST_TOKEN|ACTIONS_RUNTIME_TOKEN|INPUT_GITHUB-TOKEN|TF_TOKEN_.+)$/;

/** The credentials among the variables of a process. */
export const credentialsIn = (
  environment: Readonly<Record<string, string | undefined>>,
): string[] =>
  Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && CREDENTIALS.test(name) ? [value] : [],
  );
