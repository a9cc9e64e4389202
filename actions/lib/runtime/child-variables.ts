/** Inputs can contain tokens and paths that are only for this step: child processes do not get them. */
const OWN = /^(?:INPUT_|STATE_|ACTIONS_ID_TOKEN_|ACTIONS_RUNTIME_)/;

/**
 * Settings of the tools. A reusable workflow writes `TF_WORKSPACE: ${{ inputs.workspace }}` even if the input is empty;
 * the tools must not see an empty setting. The value of a variable of a root module may be empty.
 */
const SETTING = /^(?:AWS_|BUILDX_|DOCKER_|TF_(?!VAR_))/;

/** Returns the variables of this process that child processes get, and that configure the tools. */
export const childVariables = (
  variables: Readonly<Record<string, string | undefined>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).filter(
      (pair): pair is [string, string] =>
        pair[1] !== undefined && !OWN.test(pair[0]) && !(pair[1] === "" && SETTING.test(pair[0])),
    ),
  );
