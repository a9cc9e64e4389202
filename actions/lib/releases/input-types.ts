import { matching } from "../runtime/input-types.ts";
import type { InputType } from "../runtime/input-types.ts";

/** The name of an environment: it begins the keys of its states and releases, and is the name of GitHub's environment. */
export const environmentName: InputType<string> = matching(
  /^[a-z0-9-]{1,100}$/,
  "the name of an environment, lower-case letters, digits and hyphens, for example dev",
  "environment name",
);
