import { matching, oneOf, text } from "../runtime/input-types.ts";
import type { MatchingType } from "../runtime/input-types.ts";
import { PARTS, ROLES } from "./environment.ts";

/** It stands in keys, file names and the names of GitHub's environments. */
export const environmentName: MatchingType = matching(
  /^[a-z0-9-]+$/,
  "the name of an environment, lower-case letters, digits and hyphens, for example staging",
  "environment name",
);

/** The inputs by which an environment file gives defaults for other inputs. Every action has them. */
export const ENVIRONMENT_INPUTS = {
  "environment-file": {
    type: text("a file of the repository, for example environments/dev.yml", "path"),
    description:
      "File of the environment, such as `environments/dev.yml`. It gives what other inputs leave out; an input that is given wins.",
  },
  part: {
    type: oneOf(...PARTS),
    description: "Which workspace of the environment this is. Needed with `environment-file`.",
  },
  role: {
    type: oneOf(...ROLES),
    description:
      "Which role of the environment file to assume. Empty uses `role-arn`, else the AWS credentials of the job.",
  },
} as const;
