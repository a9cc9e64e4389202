import {
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  DeleteRepositoryCommand,
  DescribeImagesCommand,
  ListImagesCommand,
  PutImageCommand,
  type ImageIdentifier,
  type PutImageCommandInput,
} from "@aws-sdk/client-ecr";
import { answer, type Answer } from "../../aws/answers.ts";
import { digestOf } from "../../registry/client.ts";
import { imageOf, type Image } from "../../registry/image.ts";
import type { Case } from "../../service.ts";
import type { EcrAccount } from "../client.ts";
import { create, REPOSITORY } from "./repositories.ts";

const named = { repositoryName: REPOSITORY };
const nobody = { repositoryName: "fleet-dev/nothing" };
const ONE = imageOf("the first image");
const TWO = imageOf("the second image");
const MISSING = digestOf("nothing");

/** Puts an image with its blobs under a tag. */
export async function push(
  client: EcrAccount,
  image: Image,
  imageTag: string | undefined,
  change: Partial<PutImageCommandInput> = {},
): Promise<Answer> {
  const repositoryName = change.repositoryName ?? REPOSITORY;
  for (const blob of [image.layer, image.config]) await client.pushBlob(repositoryName, blob);
  const input = {
    ...{ repositoryName, imageTag, imageManifest: image.manifest },
    ...{ imageManifestMediaType: image.mediaType, imageDigest: image.digest, ...change },
  };
  return answer(client.ecr.send(new PutImageCommand(input)), ({ image: put }) => ({
    id: put?.imageId,
    manifest: put?.imageManifest === image.manifest,
    type: put?.imageManifestMediaType,
  }));
}

const get = ({ ecr }: EcrAccount, ...imageIds: ImageIdentifier[]) =>
  answer(ecr.send(new BatchGetImageCommand({ ...named, imageIds })), ({ images, failures }) => ({
    images: images?.map(({ imageId, imageManifestMediaType, imageManifest }) => ({
      ...{ imageId, imageManifestMediaType, imageManifest },
    })),
    failures: failures?.map(({ imageId, failureCode }) => ({ imageId, failureCode })),
  }));

const list = ({ ecr }: EcrAccount, filter: object = {}) =>
  answer(ecr.send(new ListImagesCommand({ ...named, ...filter })), ({ imageIds = [] }) =>
    imageIds.map(({ imageTag, imageDigest }) => `${imageTag ?? "-"} ${imageDigest ?? ""}`).sort(),
  );

const describe = ({ ecr }: EcrAccount, ...imageIds: ImageIdentifier[]) =>
  answer(
    ecr.send(new DescribeImagesCommand(imageIds.length === 0 ? named : { ...named, imageIds })),
    ({ imageDetails = [] }) =>
      imageDetails
        .map(({ imageDigest, imageTags, repositoryName, registryId, imageManifestMediaType }) => ({
          ...{ imageDigest, repositoryName, registryId, imageManifestMediaType },
          imageTags: imageTags?.sort(),
        }))
        .sort((a, b) => ((a.imageDigest ?? "") < (b.imageDigest ?? "") ? -1 : 1)),
  );

const remove = ({ ecr }: EcrAccount, ...imageIds: ImageIdentifier[]) =>
  answer(ecr.send(new BatchDeleteImageCommand({ ...named, imageIds })), (output) => ({
    imageIds: output.imageIds
      ?.map(({ imageTag, imageDigest }) => `${imageTag ?? "-"} ${imageDigest ?? ""}`)
      .sort(),
    failures: output.failures?.map(({ imageId, failureCode }) => ({ imageId, failureCode })),
  }));

export const IMAGE_CASES: Case<EcrAccount>[] = [
  {
    name: "images of a repository that is not there",
    run: async ({ ecr }) => [
      await answer(ecr.send(new ListImagesCommand(nobody))),
      await answer(ecr.send(new DescribeImagesCommand(nobody))),
      await answer(
        ecr.send(new BatchGetImageCommand({ ...nobody, imageIds: [{ imageTag: "v1" }] })),
      ),
      await answer(
        ecr.send(new BatchDeleteImageCommand({ ...nobody, imageIds: [{ imageTag: "v1" }] })),
      ),
    ],
  },
  { name: "images of an empty repository", run: (client) => list(client) },
  { name: "an image is put", run: (client) => push(client, ONE, "v1") },
  { name: "an image is got by its tag", run: (client) => get(client, { imageTag: "v1" }) },
  {
    name: "an image is got by its digest",
    run: (client) => get(client, { imageDigest: ONE.digest }),
  },
  { name: "an image that is not there is got", run: (client) => get(client, { imageTag: "v2" }) },
  {
    name: "a digest that is not there is got",
    run: (client) => get(client, { imageDigest: MISSING }),
  },
  {
    name: "of two images, one that is not there",
    run: (client) => get(client, { imageTag: "v1" }, { imageTag: "constructor" }),
  },
  { name: "the same image under the same tag", run: (client) => push(client, ONE, "v1") },
  { name: "the same image under another tag", run: (client) => push(client, ONE, "v1.0") },
  { name: "another image under a tag that moves", run: (client) => push(client, TWO, "v1") },
  { name: "an image without a tag", run: (client) => push(client, imageOf("untagged"), undefined) },
  { name: "images are described", run: (client) => describe(client) },
  {
    name: "the size of an image",
    run: ({ ecr }) =>
      answer(
        ecr.send(new DescribeImagesCommand({ ...named, imageIds: [{ imageTag: "v1.0" }] })),
        ({ imageDetails }) => imageDetails?.map(({ imageSizeInBytes }) => imageSizeInBytes),
      ),
  },
  { name: "one image is described", run: (client) => describe(client, { imageTag: "v1" }) },
  {
    name: "an image that is not there is described",
    run: (client) => describe(client, { imageTag: "none" }),
  },
  { name: "images are listed", run: (client) => list(client) },
  {
    name: "tagged images are listed",
    run: (client) => list(client, { filter: { tagStatus: "TAGGED" } }),
  },
  {
    name: "images are listed by pages",
    run: async ({ ecr }) => {
      const pages: number[] = [];
      let nextToken: string | undefined;
      do {
        const page = await ecr.send(new ListImagesCommand({ ...named, maxResults: 2, nextToken }));
        pages.push(page.imageIds?.length ?? 0);
        nextToken = page.nextToken;
      } while (nextToken !== undefined && pages.length < 9);
      return pages;
    },
  },
  {
    name: "a digest that does not fit the manifest",
    run: (client) => push(client, imageOf("other"), "odd", { imageDigest: MISSING }),
  },
  {
    name: "an image whose layers are not there",
    run: ({ ecr }) => {
      const { manifest: imageManifest, mediaType } = imageOf("never pushed");
      const input = { ...named, imageManifest, imageManifestMediaType: mediaType, imageTag: "odd" };
      return answer(ecr.send(new PutImageCommand(input)));
    },
  },
  {
    name: "a manifest that is no JSON",
    run: ({ ecr }) =>
      answer(ecr.send(new PutImageCommand({ ...named, imageManifest: "{", imageTag: "odd" }))),
  },
  {
    name: "an image of a repository that is not there is put",
    run: ({ ecr }) =>
      answer(ecr.send(new PutImageCommand({ ...nobody, imageManifest: ONE.manifest }))),
  },
  { name: "a tag is deleted", run: (client) => remove(client, { imageTag: "v1.0" }) },
  {
    name: "an image goes with its last tag",
    run: async (client) => {
      const image = imageOf("of one tag");
      await push(client, image, "only");
      const removed = await remove(client, { imageTag: "only" });
      const { imageIds = [] } = await client.ecr.send(new ListImagesCommand(named));
      return [removed, imageIds.filter(({ imageDigest }) => imageDigest === image.digest)];
    },
  },
  {
    name: "an image is deleted by its digest",
    run: async (client) => {
      const image = imageOf("goes away");
      await push(client, image, "going");
      const removed = await remove(client, { imageDigest: image.digest });
      return [removed, await get(client, { imageTag: "going" })];
    },
  },
  {
    name: "an image of two tags is deleted by its digest",
    run: async (client) => {
      const image = imageOf("goes away twice");
      for (const tag of ["one", "two"]) await push(client, image, tag);
      const removed = await remove(client, { imageDigest: image.digest });
      return [removed, await get(client, { imageTag: "one" })];
    },
  },
  {
    name: "images that are not there are deleted",
    run: (client) => remove(client, { imageTag: "none" }, { imageDigest: MISSING }),
  },
  {
    name: "neither tag nor digest is deleted",
    run: (client) => remove(client, {}),
  },
  {
    name: "a digest that is none is deleted",
    run: (client) => remove(client, { imageDigest: "sha256:short" }),
  },
  {
    name: "a repository with images is deleted, by force too",
    run: async (client) => {
      const repositoryName = "fleet-dev/full";
      await create(client, { repositoryName });
      await push(client, ONE, "v1", { repositoryName });
      const plain = new DeleteRepositoryCommand({ repositoryName });
      const forced = new DeleteRepositoryCommand({ repositoryName, force: true });
      return [await answer(client.ecr.send(plain)), await answer(client.ecr.send(forced))];
    },
  },
];
