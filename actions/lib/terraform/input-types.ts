import { lines, matching, text } from "../runtime/input-types.ts";
import type { InputType } from "../runtime/input-types.ts";

export const workingDirectory: InputType<string> = text(
  "a folder of the repository, for example terraform/infrastructure",
  "path",
);

/** https://developer.hashicorp.com/terraform/cli/workspaces */
export const workspaceName: InputType<string> = matching(
  /^[\w.-]{1,90}$/,
  "a workspace name, for example dev",
  "workspace name",
);

export const toolPath: InputType<string> = text(
  "the path of terraform or tofu, for example /usr/local/bin/terraform",
  "path",
);

export const variableFiles: InputType<string[], string[]> = lines(
  "variable files, one a line, for example environments/dev.tfvars",
);
