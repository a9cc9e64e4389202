import { ActionError } from "../../../lib/runtime/errors.ts";
import { NotValid } from "../../../lib/runtime/input-types.ts";
import type { InputType } from "../../../lib/runtime/input-types.ts";
import { parseRequirement } from "./requirements.ts";

/** The input `version`: a constraint, or a version manager's word. */
export const wantedVersion: InputType<string> = {
  name: "version constraint",
  expected: "a version or constraint, for example 1.11.4, ~> 1.11 or latest",
  empty: undefined,
  parse(given) {
    try {
      parseRequirement(given, "the input version");
      return given;
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      throw new NotValid(error.fix?.startsWith("write it like") === true ? "" : error.fix);
    }
  },
};
