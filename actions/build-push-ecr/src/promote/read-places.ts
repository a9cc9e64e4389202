import type { Environment } from "../../../lib/environment/environment.ts";
import { readEnvironment } from "../../../lib/runtime/environment-file.ts";
import type { GivenPlace, ImagePlace } from "./place.ts";

type Side = "source" | "destination";

/** Where images are and where they go. A side is undefined if it is not given or its file has problems. */
export type ImagePlaces = Record<Side, ImagePlace | undefined>;

/**
 * Reads the environment files that the inputs `source` and `destination` name. The source is read with the plan role of
 * its environment, the destination is written with the deploy role of its environment.
 * @param root folder of the repository
 * @returns sentences that name the input or the file, and its key
 */
export function readPlaces(
  given: Partial<Record<Side, GivenPlace | undefined>>,
  root: string,
): { places: ImagePlaces; problems: Partial<Record<Side, string>> } {
  const problems: Partial<Record<Side, string>> = {};
  const read = (side: Side): ImagePlace | undefined => {
    const place = given[side];
    if (place === undefined || !("file" in place)) return place;
    const found = readEnvironment(root, place.file, side);
    // `readInputs` puts the name of the input before each sentence itself.
    if (found.environment === undefined)
      problems[side] = found.problems.join(" ").replace(`${side}: `, "");
    return found.environment && placeOf(found.environment, side);
  };
  return { places: { source: read("source"), destination: read("destination") }, problems };
}

const placeOf = ({ account, region, imagePrefix, roles }: Environment, side: Side): ImagePlace => ({
  accountId: account,
  region,
  prefix: imagePrefix,
  roleArn: side === "source" ? roles.plan : roles.deploy,
});
