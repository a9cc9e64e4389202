import type { ECRClient } from "@aws-sdk/client-ecr";
import { expect, test } from "@jest/globals";
import {
  keyLabels,
  tagWithKey,
} from "../../../../actions/build-push-ecr/src/content-key/labels.ts";
import { checkRepository } from "../../../../actions/build-push-ecr/src/preflight.ts";
import type { KeyedImage } from "../../../../actions/build-push-ecr/src/preflight.ts";
import type { RegistryClient } from "../../../../actions/build-push-ecr/src/registry/client.ts";
import type { Digest } from "../../../../actions/lib/image-reference.ts";
import type { Job } from "../../../../actions/lib/runtime/job.ts";

const digestOf = (letter: string): Digest => `sha256:${letter.repeat(64)}`;
const keyOf = (letter: string) => ({
  hash: letter.repeat(64),
  parts: {},
  doubt: undefined,
  hasGitFolder: false,
});
const COMMIT = `sha-${"c".repeat(40)}`;

/** An image of a pull request. Pull requests do not share images, so only tags of the commit are looked up. */
const wanted = {
  image: { name: "web", repository: "fleet/web" },
  context: "/x",
  file: "/x/Dockerfile",
  tags: [COMMIT, "latest"],
  commitTags: [COMMIT],
  key: keyOf("a"),
} as unknown as KeyedImage;

/** Returns the decision of the preflight. @param tags in the repository @param keys in the labels of the images */
function decide(
  tags: Readonly<Record<string, Digest>>,
  keys: Readonly<Record<Digest, string>>,
  mutability = "MUTABLE",
) {
  const images = Object.entries(tags).map(([imageTag, imageDigest]) => ({
    imageId: { imageTag, imageDigest },
  }));
  const repositories = [{ imageTagMutability: mutability }];
  const ecr = { send: () => Promise.resolve({ images, repositories }) };
  const registry = {
    manifest: (_: string, digest: Digest) =>
      Promise.resolve({ digest, bytes: Buffer.from(JSON.stringify({ config: { digest } })) }),
    json: (_: string, digest: Digest) =>
      Promise.resolve({ config: { Labels: keyLabels(keyOf(keys[digest] ?? "0")) } }),
  };
  return checkRepository(wanted, {
    ecr: ecr as unknown as ECRClient,
    registry: registry as unknown as RegistryClient,
    createRepository: false,
    job: { context: { eventName: "pull_request" } } as unknown as Job,
  });
}

test("an image of the commit with the same content is reused; a tag of another image is moved", async () => {
  const [same, other] = [digestOf("1"), digestOf("2")];
  const planned = await decide({ [COMMIT]: same, latest: other }, { [same]: "a", [other]: "b" });
  expect(planned).toMatchObject({ kind: "reuse", digest: same, missingTags: ["latest"] });
});

test("an image of the commit with other content is not reused", async () => {
  const other = digestOf("2");
  expect(await decide({ [COMMIT]: other }, { [other]: "b" })).toMatchObject({ kind: "build" });
});

test("if the tag of the commit is immutable, an image with other content gets a tag with a suffix from its key", async () => {
  const other = digestOf("2");
  const planned = await decide({ [COMMIT]: other }, { [other]: "b" }, "IMMUTABLE");
  expect(planned).toMatchObject({
    kind: "build",
    tags: [tagWithKey(COMMIT, wanted.key), "latest"],
  });
});

test("a repository that ECR creates at the push has no tags to look for", async () => {
  const missing = Object.assign(new Error("no"), { name: "RepositoryNotFoundException" });
  const template = { prefix: "ROOT", appliedFor: ["CREATE_ON_PUSH"] };
  const answers = [missing, { repositoryCreationTemplates: [template] }];
  const send = () => {
    const answer = answers.shift();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const planned = await checkRepository(wanted, {
    ecr: { send } as unknown as ECRClient,
    registry: {} as unknown as RegistryClient,
    createRepository: false,
    job: {
      context: { eventName: "pull_request" },
      log: { notice: () => undefined },
    } as unknown as Job,
  });
  expect(planned).toMatchObject({ kind: "build", tags: wanted.tags });
});
