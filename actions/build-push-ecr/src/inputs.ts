import { readInputs as readContract } from "../../lib/runtime/inputs.ts";
import { contract } from "./contract.ts";
import type { AllInputs } from "./contract.ts";
import { repositoryProblems } from "./images/image-inputs.ts";
import { secretsProblems } from "./images/secrets.ts";
import { readPlaces } from "./promote/read-places.ts";
import { findProblems } from "./promote/request.ts";

/** Reads all inputs. @throws ActionError `invalid-input` that lists every problem */
export const readInputs = (): AllInputs =>
  readContract(
    contract.inputs,
    ({ command, images, buildSecrets = {}, leg, ...given }, isRefused) => {
      // Which inputs a run needs depends on `command`.
      if (isRefused("command")) return {};
      const isList = Array.isArray(images);
      if (command === "promote")
        return isList
          ? {
              images: {
                problem: `${LIST}. Expected an object, image name to repository and digest.`,
              },
            }
          : promotionProblems({ ...given, ...(images && { images }) }, isRefused);
      const list = isList ? images : [];
      const problem = [
        ...(images === undefined || isList ? [] : [`${OBJECT}.`]),
        ...(isRefused("repository-prefix")
          ? []
          : repositoryProblems(list, given.repositoryPrefix ?? "")),
        ...(command === "merge" || isRefused("build-secrets")
          ? []
          : secretsProblems(list, buildSecrets)),
        ...(leg === undefined ? [] : platformsProblems(list)),
      ];
      return {
        ...(command === "merge" && {
          "legs-directory": "with command: merge",
          ...((given.legs ?? []).length < 2 && {
            legs: {
              problem: `${(given.legs ?? []).length} legs are given. Expected a JSON list of at least two names.`,
            },
          }),
        }),
        ...(given.push === true && { "aws-region": "unless push is false" }),
        ...(problem.length > 0 && { images: { problem } }),
      };
    },
  );

type Given = Omit<Parameters<typeof findProblems>[0], "source" | "destination"> &
  Parameters<typeof readPlaces>[0];

/** Returns problems of environment files, so that they are reported together with all other problems. */
function promotionProblems(
  given: Given,
  isRefused: (name: "source" | "destination") => boolean,
): ReturnType<typeof findProblems> {
  const root = process.env["GITHUB_WORKSPACE"] ?? process.cwd();
  const { places, problems } = readPlaces(given, root);
  const ofFiles = Object.entries(problems).map(
    ([side, problem]) => [side, { problem: [problem] }] as const,
  );
  // A side that is given but cannot be read must not be treated as missing or as equal to the other side.
  const isUnknown = isRefused("source") || isRefused("destination") || ofFiles.length > 0;
  return {
    ...(isUnknown ? {} : findProblems({ ...given, ...places })),
    ...Object.fromEntries(ofFiles),
  };
}

/** Refuses platforms for a leg: it builds for its own machine. What its builder could emulate, another leg builds. */
const platformsProblems = (
  images: readonly { name: string; platforms: readonly string[] }[],
): string[] =>
  images
    .filter(({ platforms }) => platforms.length > 0)
    .map(
      ({ name }) =>
        `the image ${name} has platforms, but leg is given too. Expected no platforms: each leg builds for the platform of its runner.`,
    );

const LIST = "it is a list of images to build, but command is promote";
const OBJECT = "it is an object of images that exist. Expected a list, or command promote";
