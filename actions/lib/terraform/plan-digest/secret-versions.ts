import type { UsedSecret } from "../root-module.ts";

/**
 * What to say when a secret has another version than when a plan was shown. A value that the plan holds is compared with
 * all others; what no plan holds, an ephemeral variable, is known only by this.
 * @param shown of the plan that was shown: from a file that anybody may have made, so nothing of it is repeated
 * @returns undefined when nothing is different, or nothing is known of one of both
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
