import { BatchGetImageCommand, type ImageIdentifier } from "@aws-sdk/client-ecr";
import { answer } from "../../aws/answers.ts";
import { digestOf } from "../../registry/client.ts";
import { imageOf } from "../../registry/image.ts";
import type { Case } from "../../service.ts";
import type { EcrAccount } from "../client.ts";
import { REPOSITORY } from "./repositories.ts";

const IMAGE = imageOf("the first image");

const get = ({ ecr }: EcrAccount, imageIds: ImageIdentifier[], repositoryName = REPOSITORY) =>
  answer(
    ecr.send(new BatchGetImageCommand({ repositoryName, imageIds })),
    ({ images, failures }) => ({
      images: images?.map(({ imageId, imageManifestMediaType, imageManifest }) => ({
        imageId,
        imageManifestMediaType,
        imageManifest,
      })),
      failures: failures?.map(({ imageId, failureCode }) => ({ imageId, failureCode })),
    }),
  );

export const IMAGE_CASES: Case<EcrAccount>[] = [
  {
    name: "an image of a repository that is not there",
    run: (client) => get(client, [{ imageTag: "v1" }], "fleet-dev/nothing"),
  },
  {
    name: "an image is got by its tag",
    run: async (client) => {
      await client.pushImage(REPOSITORY, "v1", IMAGE);
      return get(client, [{ imageTag: "v1" }]);
    },
  },
  {
    name: "an image is got by its digest",
    run: (client) => get(client, [{ imageDigest: IMAGE.digest }]),
  },
  { name: "a tag that is not there is got", run: (client) => get(client, [{ imageTag: "v2" }]) },
  {
    name: "a digest that is not there is got",
    run: (client) => get(client, [{ imageDigest: digestOf("nothing") }]),
  },
  {
    name: "of two images, one that is not there",
    run: (client) => get(client, [{ imageTag: "v1" }, { imageTag: "constructor" }]),
  },
];
