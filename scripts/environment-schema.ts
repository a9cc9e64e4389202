import * as z from "zod/mini";
import { ENVIRONMENT_FORM } from "../actions/lib/environment/form.ts";

/**
 * Returns the JSON schema with which editors complete and check `environments/<name>.yml`. It describes only the form
 * of the file. Rules between values, such as a role of another account, are known only to the actions.
 */
export function environmentSchema(): Record<string, unknown> {
  // Editors of YAML know this draft best: https://github.com/redhat-developer/yaml-language-server
  const { $schema, ...form } = z.toJSONSchema(ENVIRONMENT_FORM, { target: "draft-7" });
  return {
    $schema,
    title: "An environment of eks-pipeline",
    description: "environments/<name>.yml. The name of the file is the name of the environment.",
    ...form,
  };
}
