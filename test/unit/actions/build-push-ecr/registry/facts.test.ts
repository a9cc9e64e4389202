import { expect, test } from "@jest/globals";
import type { RegistryClient } from "../../../../../actions/build-push-ecr/src/registry/client.ts";
import { factsOf } from "../../../../../actions/build-push-ecr/src/registry/facts.ts";
import { digestOf } from "../../../../../actions/build-push-ecr/src/registry/manifests.ts";
import type { Manifest } from "../../../../../actions/build-push-ecr/src/registry/manifests.ts";

const manifest = (value: object): Manifest => {
  const bytes = Buffer.from(JSON.stringify(value));
  return { digest: digestOf(bytes), mediaType: "", bytes };
};
const image = (architecture: string, size: number) => ({
  config: { os: "linux", architecture, config: { Labels: { of: architecture } } },
  manifest: manifest({ config: { digest: `sha256:${architecture}`, size: 1 }, layers: [{ size }] }),
});
const [amd, arm] = [image("amd64", 10), image("arm64", 100)];
/** An attestation as BuildKit adds it to an index: in-toto statements, with the platform unknown/unknown. */
const attestation = manifest({
  config: { digest: "sha256:unknown", size: 1 },
  layers: [{ size: 1000 }],
});

const client = {
  manifest: (_: string, reference: string) =>
    Promise.resolve(
      [amd.manifest, arm.manifest, attestation].find(({ digest }) => digest === reference),
    ),
  json: (_: string, digest: string) =>
    Promise.resolve(
      [amd, arm]
        .map(({ config }) => config)
        .find(({ architecture }) => digest === `sha256:${architecture}`) ?? {
        os: "unknown",
        architecture: "unknown",
      },
    ),
} as unknown as RegistryClient;

const index = (children: [Manifest, object][]) =>
  manifest({
    manifests: children.map(([{ digest }, platform]) => ({ digest, size: 1, platform })),
  });

test("I-E 54, 56: the platforms of an index are the platforms of its images, without attestations", async () => {
  const children: [Manifest, object][] = [
    [amd.manifest, { os: "linux", architecture: "amd64" }],
    [arm.manifest, { os: "linux", architecture: "arm64" }],
    [attestation, { os: "unknown", architecture: "unknown" }],
  ];
  const facts = { platforms: ["linux/amd64", "linux/arm64"], size: 112, labels: { of: "amd64" } };
  expect(await factsOf(client, "r/a", index(children))).toStrictEqual(facts);
  expect(await factsOf(client, "r/a", index([...children].reverse()))).toStrictEqual({
    ...facts,
    platforms: ["linux/arm64", "linux/amd64"],
    labels: { of: "arm64" },
  });
});

test("an image without an index has one platform", async () => {
  expect(await factsOf(client, "r/a", arm.manifest)).toStrictEqual({
    platforms: ["linux/arm64"],
    size: 101,
    labels: { of: "arm64" },
  });
});
