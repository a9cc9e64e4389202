import type { Origin } from "../../../lib/match-failure.ts";
import type { BuildFailure } from "./output.ts";

/** Sources of a build's files: registries, and what BuildKit itself fetches. */
export const REMOTE: readonly Origin[] = ["registry", "buildkit"];

/** Returns the image as messages call it. */
export const nameOf = ({ image, repository }: BuildFailure): string =>
  image ?? repository ?? "the base image";
