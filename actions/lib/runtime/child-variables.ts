/** Inputs can hold tokens and paths of this step only: they are not handed to child processes. */
const OWN = /^(?:INPUT_|STATE_|ACTIONS_ID_TOKEN_|ACTIONS_RUNTIME_)/;

/**
 * Settings of the tools. A reusable workflow writes `TF_WORKSPACE: ${{ inputs.workspace }}` whether it is given one or not;
 * to the tools an empty setting is none. The value of a variable of a root module may be empty.
 */
const SETTING = /^(?:AWS_|BUILDX_|DOCKER_|TF_(?!VAR_))/;

/** The variables of this process that child processes get, and that say how the tools are set up. */
export const childVariables = (
  variables: Readonly<Record<string, string | undefined>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).filter(
      (pair): pair is [string, string] =>
        pair[1] !== undefined && !OWN.test(pair[0]) && !(pair[1] === "" && SETTING.test(pair[0])),
    ),
  );
