import type { Job } from "../../../lib/runtime/job.ts";
import type { Tool } from "../../../lib/terraform/tool.ts";
import { refuseConflict } from "./conflict.ts";
import { findRequiredVersions } from "./required-versions.ts";
import type { VersionRequirement } from "./requirement.ts";
import { demandOf, demandOfLock, isEvaluated, parseRequirement, sourceOf } from "./requirements.ts";
import { readVersionVariable } from "./version-variable.ts";
import { readVersionFile } from "./version-file.ts";

/**
 * Returns which versions are wanted. The requirements are what the configuration files demand, what the lock of a state
 * in S3 needs, and one of these, in order: the input, a version manager's variable, the first version file from the
 * folder up to the repository's root. An expression that only the tool evaluates, and
 * an input that may have lost a zero, are notices.
 * @throws ActionError `invalid-version`, `version-conflict`
 */
export async function findRequirements(
  given: string | undefined,
  tool: Tool["name"],
  directory: string,
  {
    checkout,
    environment,
    log,
  }: Pick<Job, "checkout" | "environment"> & {
    log: Pick<Job["log"], "notice">;
  },
  locksInS3 = false,
): Promise<VersionRequirement[]> {
  const chosen =
    given === undefined
      ? (readVersionVariable(tool, environment) ??
        (await readVersionFile(tool, directory, checkout)))
      : { text: given, source: "the input version" };
  if (given !== undefined) noticeLostZero(given, log);
  const found = await findRequiredVersions(directory, tool);
  for (const one of found.filter(({ constraint }) => constraint === undefined))
    log.notice(
      `${sourceOf(one)} is an expression that this action does not evaluate: the tool checks it at init. Write it as a text, or give the input version`,
    );
  const requirements = [
    ...(chosen === undefined ? [] : [parseRequirement(chosen.text, chosen.source)]),
    ...(locksInS3 ? [demandOfLock()] : []),
    ...found.filter(isEvaluated).flatMap((one) => demandOf(one, tool) ?? []),
  ];
  refuseConflict(requirements);
  return requirements;
}

/**
 * Says what a version such as 1.1 means. YAML reads `version: 1.10` as a number, and drops its last zero.
 * https://yaml.org/spec/1.2.2/#10214-floating-point
 */
function noticeLostZero(given: string, log: Pick<Job["log"], "notice">): void {
  if (!/^\d+\.[1-9]$/.test(given)) return;
  log.notice(
    `the input version is ${given}, which is exactly ${given}.0. If the workflow says ${given}0, YAML reads that as a number and drops the zero: write it in quotes. For the newest ${given}.x, write ~> ${given}.0`,
  );
}
