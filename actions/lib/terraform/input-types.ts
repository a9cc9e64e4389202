import { isOfPipeline, pathInPipeline } from "../pipeline-path.ts";
import { NotValid, lines, matching, splitLines, text } from "../runtime/input-types.ts";
import type { InputType } from "../runtime/input-types.ts";
import { ownArgument } from "./arguments.ts";
import { parseJson } from "./json.ts";
import type { Json } from "./json.ts";
import { secretVariables, variables } from "./variables.ts";
import { secretSources } from "./variables-from-secret/input-type.ts";

const workingDirectory: InputType<string> = {
  ...text(
    "a folder of the repository, for example terraform/infrastructure, or of the pipeline, for example $/terraform/infrastructure",
    "path",
  ),
  parse(given) {
    if (isOfPipeline(given) && pathInPipeline(given) === undefined) throw new NotValid();
    return given;
  },
};

/**
 * The name of a Terraform workspace.
 * https://developer.hashicorp.com/terraform/cli/workspaces
 */
const workspaceName: InputType<string> = matching(
  /^[\w.-]{1,90}$/,
  "a workspace name, for example dev",
  "workspace name",
);

export const toolPath: InputType<string> = text(
  "the path of terraform or tofu, for example /usr/local/bin/terraform",
  "path",
);

/** Further arguments of `plan`, one per line, without those that the action gives itself. */
export const planArgumentLines: InputType<string[], string[]> = {
  ...lines("arguments, one per line, for example -compact-warnings"),
  parse(given) {
    const argv = splitLines(given);
    const refused = argv.flatMap((argument) => ownArgument(argument) ?? []);
    if (refused.length > 0)
      throw new NotValid(
        refused.map(({ name, why }) => `${name} cannot be given: ${why}`).join("; "),
      );
    const several = argv.find((argument) => /^--?[a-z-]+\s/i.test(argument));
    if (several !== undefined) throw new NotValid(whyNotOne(several));
    return argv;
  },
};

/** Says why a line is not one argument: the name of an option contains a blank, and the tools have no such option. */
function whyNotOne(argument: string): string {
  const [, name = "", rest = ""] = /^(\S+)\s+([^]*)$/.exec(argument) ?? [];
  return `"${argument}" is more than one argument: write ${name} and ${rest} on lines of their own`;
}

/** Output values of a workspace, as the text of a JSON object: numbers keep their digits. */
export const outputValues: InputType<string> = {
  name: "JSON",
  expected:
    'a JSON object of names and values, for example {"cluster_name": "fleet-dev"}, the output outputs-json of plan-and-comment',
  empty: undefined,
  parse(given) {
    const value = parsed(given);
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw new NotValid();
    return given;
  },
};

function parsed(given: string): Json {
  try {
    return parseJson(given);
  } catch {
    throw new NotValid("it is not JSON");
  }
}

/** Returns an input that names a root module's folder. */
export const directoryInput = (description: string) =>
  ({
    type: workingDirectory,
    description: `${description} \`$/path\` is a folder of the action's own repository; the action works in a copy of it.`,
  }) as const;

/**
 * Returns the inputs that name a root module's folder and its workspace. The descriptions say in which condition they
 * must be.
 */
export const workspaceInputs = (descriptions: { directory: string; workspace: string }) =>
  ({
    "working-directory": { ...directoryInput(descriptions.directory), required: true },
    workspace: { type: workspaceName, description: descriptions.workspace },
  }) as const;

/** Returns the inputs that give a root module's variables. */
export const variableInputs = (descriptions: { variables: string }) =>
  ({
    variables: { type: variables, description: descriptions.variables },
    "shared-variables": {
      type: variables,
      description:
        "YAML map of variables for several workspaces. This workspace takes those that it declares.",
    },
    "secret-variables": {
      type: secretVariables,
      secret: true,
      description:
        "Secret variables for several workspaces, as a YAML or JSON map on one line. This workspace takes those that it declares. Every value is masked before anything runs, and is never on a command line.",
    },
    "variables-from-secret": {
      type: secretSources,
      environmentFile: "variablesFromSecret",
      description:
        "Secrets of AWS Secrets Manager that give variables, one per line. `fleet/dev/terraform` is a JSON object of variables and values; `db_password=fleet/dev/database:password` gives one variable. Write a name or ARN, then `:json-key:version-stage:version-id` as in ECS and CodeBuild. The role reads the secrets; every value is masked before the tool runs.",
    },
    "variable-defaults": {
      type: variables,
      environmentFile: "variableDefaults",
      description:
        "YAML map of variables that count only if the workspace declares them and nothing else gives them.",
    },
    "variable-files": {
      type: lines("variable files, one per line, for example environments/dev.tfvars"),
      environmentFile: "variableFiles",
      description:
        "Variable files, one per line, relative to `working-directory` or to the repository's root.",
    },
  }) as const;
