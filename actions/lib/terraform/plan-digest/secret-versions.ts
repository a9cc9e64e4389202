import type { UsedSecret } from "../root-module.ts";

/**
 * Returns the message about secrets that have another version than when a plan was shown. A value in the plan is
 * compared like all other values. For a value that no plan contains, an ephemeral variable, the version is the only
 * sign of a change.
 * @param shown versions of the plan that was shown: from a file that anybody may have written, so no part of it is
 *   repeated
 * @returns undefined if nothing differs, or if nothing is known about one of the two plans
 */
export function describeNewVersions(
  shown: readonly UsedSecret[],
  used: readonly UsedSecret[],
): string | undefined {
  const versionShown = (secret: string, variable: string) =>
    shown.find((one) => one.secret === secret && one.variables.includes(variable))?.versionId;
  const changed = used.flatMap(({ secret, versionId, variables }) =>
    variables
      .filter((variable) => ![undefined, versionId].includes(versionShown(secret, variable)))
      .map((variable) => ({ secret, variable })),
  );
  if (changed.length === 0) return undefined;
  const secrets = [...new Set(changed.map(({ secret }) => secret))].sort();
  const variables = [...new Set(changed.map(({ variable }) => variable))].sort();
  const has = secrets.length === 1 ? "has" : "have";
  return `Since that plan, ${secrets.join(" and ")} ${has} another version, whose values are used for ${variables.join(", ")}.`;
}
