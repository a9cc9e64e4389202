import type { FailureRule } from "../../../lib/match-failure.ts";
import type { BuildFailure } from "./output.ts";

const UNKNOWN =
  /unable to find (?<kind>user|group) (?<name>[^:\n]+): no matching entries in (?:passwd|group) file/;

const HOW = {
  reason: "dockerfile-invalid",
  message: (_: BuildFailure, { kind = "", name = "" }) => `the image has no ${kind} ${name}`,
  fix: (_: BuildFailure, { kind = "", name = "" }) =>
    `create ${name} in a RUN line above (${kind === "user" ? "useradd, or adduser in Alpine" : "groupadd, or addgroup in Alpine"}), or use its numeric id; an image FROM scratch has no names, so it needs numeric ids`,
} as const;

/** The user or group that owns copied files (COPY --chown), or runs the following instructions (USER). */
export const USER_RULES: readonly FailureRule<BuildFailure>[] = [
  { origin: "buildkit", when: { summary: UNKNOWN }, ...HOW },
  { origin: "build command", when: { detail: UNKNOWN }, ...HOW },
];
