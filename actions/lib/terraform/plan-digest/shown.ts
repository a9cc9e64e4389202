import { comparePlans } from "./compare.ts";
import type { PlanDifference } from "./compare.ts";
import { digestOf, equalDigests } from "./digest.ts";
import type { PlanIdentity } from "./identify.ts";
import type { ManifestFile } from "./manifest-file.ts";
import type { Manifest } from "./manifest.ts";

/** The manifest of a plan that was shown. If this is a text, it says why there is no manifest. */
export type ShownManifest = ManifestFile | string | undefined;

/** Returns what differs from the plan that was approved, or why that is not known. */
export function differencesFrom(
  identity: PlanIdentity,
  shown: ShownManifest,
  wanted: string,
): { differences: PlanDifference[]; why: string | undefined } {
  const checked = checkShown(identity, shown, wanted);
  return typeof checked === "string"
    ? { differences: [], why: checked }
    : { differences: comparePlans(checked, identity.manifest), why: undefined };
}

/**
 * Returns the manifest of the plan that was shown, or why it cannot be used. Only somebody who can read the key can
 * write a manifest that passes.
 * @param wanted the digest that it must have
 */
export function checkShown(
  identity: PlanIdentity,
  shown: ShownManifest,
  wanted?: string,
): Manifest | string {
  if (shown === undefined) return "no manifest of a reviewed plan is given";
  if (typeof shown === "string") return shown;
  if (wanted !== undefined && !equalDigests(shown.digest, wanted))
    return "the manifest belongs to another digest";
  const { binding, key } = identity;
  if (!equalDigests(digestOf(shown.manifest, binding, key), shown.digest))
    return `the manifest does not belong to this state and purpose${otherPurpose(shown, identity)}`;
  return shown.manifest;
}

function otherPurpose(shown: ManifestFile, { binding }: PlanIdentity): string {
  const differing = (["environment", "release", "command"] as const).filter(
    (name) => shown[name] !== binding[name],
  );
  if (differing.length === 0) return "";
  const words = differing.map(
    (name) => `${name} ${shown[name] ?? "none"}, not ${binding[name] ?? "none"}`,
  );
  return `: it was made for ${words.join(", ")}`;
}
