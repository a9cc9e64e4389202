import type { FailureRule } from "../../../lib/match-failure.ts";
import type { BuildFailure } from "./output.ts";

const UNKNOWN =
  /unable to find (?<kind>user|group) (?<name>[^:\n]+): no matching entries in (?:passwd|group) file/;

const HOW = {
  reason: "dockerfile-invalid",
  message: (_: BuildFailure, { kind = "", name = "" }) => `the image has no ${kind} ${name}`,
  fix: (_: BuildFailure, { kind = "", name = "" }) =>
    `create ${name} in a RUN line above (${kind === "user" ? "useradd, or adduser in Alpine" : "groupadd, or addgroup in Alpine"}), or name it by its number; an image FROM scratch knows numbers only`,
} as const;

/** Who is to own what is copied (COPY --chown), or to run what follows (USER). */
export const USER_RULES: readonly FailureRule<BuildFailure>[] = [
  { origin: "buildkit", when: { summary: UNKNOWN }, ...HOW },
  { origin: "build command", when: { detail: UNKNOWN }, ...HOW },
];
