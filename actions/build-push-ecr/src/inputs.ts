import { readInputs as readContract } from "../../lib/runtime/inputs.ts";
import { contract } from "./contract.ts";
import type { AllInputs } from "./contract.ts";
import { repositoryProblem } from "./images/image-inputs.ts";
import { readPlaces } from "./promote/read-places.ts";
import { findProblems } from "./promote/request.ts";

/** Reads all inputs. @throws ActionError `invalid-input` that lists every problem */
export const readInputs = (): AllInputs =>
  readContract(contract.inputs, ({ command, images, ...given }) => {
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
      ? repositoryProblem(images, given.repositoryPrefix ?? "")
      : images && `${OBJECT}.`;
    return {
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

const LIST = "it is a list of images to build, and command is promote";
const OBJECT = "it is an object of images that exist. Expected a list, or command promote";
