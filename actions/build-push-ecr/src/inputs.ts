import { readInputs as readContract } from "../../lib/runtime/inputs.ts";
import { contract } from "./contract.ts";
import type { AllInputs } from "./contract.ts";
import { repositoryProblem } from "./images/image-inputs.ts";
import { secretsProblem } from "./images/secrets.ts";
import { readPlaces } from "./promote/read-places.ts";
import { findProblems } from "./promote/request.ts";

/** Reads all inputs. @throws ActionError `invalid-input` that lists every problem */
export const readInputs = (): AllInputs =>
  readContract(contract.inputs, ({ command, images, buildSecrets = {}, leg, ...given }) => {
    const isList = Array.isArray(images);
    if (command === "promote")
      return isList
        ? {
            images: {
              problem: `${LIST}. Expected an object, image name to repository and digest.`,
            },
          }
        : promotionProblems({
            ...given,
            ...(images && { images }),
          });
    const problem = isList
      ? (repositoryProblem(images, given.repositoryPrefix ?? "") ??
        (command === "merge" ? undefined : secretsProblem(images, buildSecrets)) ??
        (leg === undefined ? undefined : platformsProblem(images)))
      : images && `${OBJECT}.`;
    return {
      ...(command === "merge" && {
        "legs-directory": "with command: merge",
        ...((given.legs ?? []).length < 2 && {
          legs: {
            problem: `${(given.legs ?? []).length} legs are given. Expected the names of at least two, a JSON list.`,
          },
        }),
      }),
      ...(given.push === true && { "aws-region": "unless push is false" }),
      ...(problem !== undefined && { images: { problem } }),
    };
  });

type Given = Omit<Parameters<typeof findProblems>[0], "source" | "destination"> &
  Parameters<typeof readPlaces>[0];

/** An environment file that cannot be used is reported together with everything else. */
function promotionProblems(given: Given): ReturnType<typeof findProblems> {
  const root = process.env["GITHUB_WORKSPACE"] ?? process.cwd();
  const { places, problems } = readPlaces(given, root);
  const ofFiles = Object.entries(problems).map(([side, problem]) => [side, { problem }] as const);
  return { ...findProblems({ ...given, ...places }), ...Object.fromEntries(ofFiles) };
}

/** A leg builds for its own machine; what its builder emulates besides, another leg builds too. */
function platformsProblem(images: readonly { name: string; platforms: readonly string[] }[]) {
  const found = images.find(({ platforms }) => platforms.length > 0);
  return (
    found &&
    `the image ${found.name} has platforms, and leg is given. Expected none: each leg builds for the platform of its runner.`
  );
}

const LIST = "it is a list of images to build, and command is promote";
const OBJECT = "it is an object of images that exist. Expected a list, or command promote";
