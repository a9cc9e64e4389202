import { ActionError } from "../../../lib/runtime/errors.ts";
import type { VersionRequirement } from "./requirement.ts";

/**
 * Refuses requirements that no version meets, before anything is downloaded: the tool would refuse them at `init`.
 * @throws ActionError `version-conflict` that names the requirements that exclude each other; `invalid-version` for a
 *   word that needs a constraint
 */
export function refuseConflict(requirements: readonly VersionRequirement[]): void {
  const needy = requirements.find(({ word }) => word?.pick === "oldest");
  const written = requirements.filter(({ isOwn }) => isOwn !== true);
  if (needy !== undefined && written.length === 1)
    throw new ActionError({
      reason: "invalid-version",
      message: `${needy.source} says "${needy.constraint}", but no required_version says which version is the oldest one`,
      fix: "write required_version in the workspace, or a version such as 1.11.4",
    });
  if (isSatisfiable(requirements)) return;
  const pairs = requirements.flatMap((one, at) =>
    requirements.slice(at + 1).map((other) => [one, other]),
  );
  const excluding =
    [...requirements.map((one) => [one]), ...pairs].find((some) => !isSatisfiable(some)) ??
    requirements;
  const demands = excluding.map(({ constraint, source }) => `${source} demands ${constraint}`);
  throw new ActionError({
    reason: "version-conflict",
    message: `no version meets every requirement: ${demands.join(", but ")}. Nothing was downloaded`,
    fix: `correct ${excluding
      .filter(({ isOwn }) => isOwn !== true)
      .map(({ source }) => source)
      .join(" or ")}`,
  });
}

const isSatisfiable = (requirements: readonly VersionRequirement[]): boolean =>
  requirements.length === 0 ||
  requirements
    .flatMap(({ corners }) => corners)
    .some((version) => requirements.every(({ accepts }) => accepts(version)));
