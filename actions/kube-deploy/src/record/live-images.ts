import { readCurrent } from "../../../lib/releases/current.ts";
import { readRecord } from "../../../lib/releases/record.ts";
import { ActionError, invalidInputs } from "../../../lib/runtime/errors.ts";
import { readDeclared } from "../../../lib/terraform/hand-over/declared.ts";
import { imageProblems } from "../../../lib/terraform/hand-over/problems.ts";
import type { RootModule } from "../../../lib/terraform/root-module.ts";
import type { Inputs } from "../contract.ts";
import { openStoreOf } from "./store.ts";

/**
 * Returns the inputs with the images of the live release, if no images are given and `images-from: live` asks for them.
 * A workspace without a variable for images needs none.
 * @throws ActionError `no-images` if no release was verified, `invalid-input` for an image that the release does not
 *   have, and as `readRecord`
 */
export async function withLiveImages(inputs: Inputs, rootModule: RootModule): Promise<Inputs> {
  const { images, imagesFrom, environment } = inputs;
  if (imagesFrom === undefined || Object.keys(images).length > 0) return inputs;
  const declared = await readDeclared(rootModule.directory, rootModule.tool.name);
  if (!declared.variables.has("images") && Object.keys(inputs.imageVariables).length === 0)
    return inputs;
  const store = await openStoreOf(inputs, rootModule);
  const current = await readCurrent(store);
  const { release } = current?.value ?? {};
  if (release === undefined)
    throw new ActionError({
      reason: "no-images",
      message: `no images are given, and ${environment} has no verified release whose images could be used. Nothing in the Kubernetes workspace was changed`,
      fix: "set images to the output images of build-push-ecr",
    });
  rootModule.job.log.info(`images of the live release ${release}`);
  const { images: live } = await readRecord(store, release);
  const problems = imageProblems(inputs.imageVariables, Object.keys(live));
  if (problems.length > 0) throw invalidInputs(problems);
  return { ...inputs, images: live };
}
