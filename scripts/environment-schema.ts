import * as z from "zod/mini";
import { ENVIRONMENT_FORM } from "../actions/lib/environment/form.ts";

/**
 * Returns the JSON schema that editors use to complete and check `environments/<name>.yml`. It describes only the form
 * of the file. Only the actions check rules between values, such as a role of another account.
 */
export function environmentSchema(): Record<string, unknown> {
  // Editors of YAML know this draft best: https://github.com/redhat-developer/yaml-language-server
  const { $schema, ...form } = z.toJSONSchema(ENVIRONMENT_FORM, { target: "draft-7" });
  return {
    $schema,
    title: "An environment of eks-pipeline",
    description:
      "The file environments/<name>.yml. The name of the file is the name of the environment.",
    ...form,
  };
}
