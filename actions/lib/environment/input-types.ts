import * as z from "zod/mini";
import { matching, oneOf, text, yaml } from "../runtime/input-types.ts";
import type { MatchingType } from "../runtime/input-types.ts";
import { PARTS, ROLES } from "./environment.ts";
import { FREEZE_TIME, isTimeZone } from "./freeze.ts";

/** An environment's name. It is used in keys, in file names and in the names of GitHub's environments. */
export const environmentName: MatchingType = matching(
  /^[a-z0-9-]+$/,
  "the name of an environment, lower-case letters, digits and hyphens, for example staging",
  "environment name",
);

const TIME = "a weekday and a time, for example Fri 16:00";
const ZONE = "an IANA time zone, for example Europe/Berlin";
const WINDOWS =
  "a list of windows, for example [{from: Fri 16:00, to: Mon 07:00, zone: Europe/Berlin}]";
const freezeTime = z.string(TIME).check(z.regex(FREEZE_TIME, TIME));

/** Weekly periods without automatic changes. */
export const freezeWindows = yaml(
  z.array(
    z.object(
      {
        from: freezeTime,
        to: freezeTime,
        zone: z.string(ZONE).check(z.refine(isTimeZone, ZONE)),
      },
      "a map with from, to and zone",
    ),
    WINDOWS,
  ),
  {
    name: "YAML list",
    expected: WINDOWS,
    empty: [],
  },
);

/** The inputs that select an environment file, which gives defaults for other inputs. Every action has them. */
export const ENVIRONMENT_INPUTS = {
  "environment-file": {
    type: text("a file of the repository, for example environments/dev.yml", "path"),
    description:
      "Environment file, such as `environments/dev.yml`. It gives values for inputs that are left out; an input that is given wins.",
  },
  part: {
    type: oneOf(...PARTS),
    description: "Which workspace of the environment this is. Needed with `environment-file`.",
  },
  role: {
    type: oneOf(...ROLES),
    description:
      "Which role of the environment file to assume. If empty: `role-arn`, else the AWS credentials of the job.",
  },
} as const;
