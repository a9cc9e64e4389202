import type { Case } from "../../service.ts";
import { ask, digestOf, seen, send, type RegistryClient } from "../client.ts";
import { imageOf, indexOf, pushImage, putManifest, TYPES } from "../image.ts";

const REPOSITORY = "fleet-dev/api";
const OCI = imageOf("an OCI image");
const DOCKER = imageOf("a Docker image", TYPES.docker);
const INDEX = indexOf([OCI], TYPES.ociIndex);
const LIST = indexOf([DOCKER], TYPES.dockerList);
const ACCEPT = { accept: Object.values(TYPES).join(", ") };
const manifest = (reference: string): string => `/v2/${REPOSITORY}/manifests/${reference}`;
const read = (client: RegistryClient, reference: string) =>
  ask(client, "GET", manifest(reference), { headers: ACCEPT });
const put = async (client: RegistryClient, reference: string, text: string, type: string) =>
  seen(await putManifest(client, REPOSITORY, reference, text, type));

export const MANIFEST_CASES: Case<RegistryClient>[] = [
  { name: "a manifest of a repository that is not there", run: (client) => read(client, "v1") },
  {
    name: "a manifest whose blobs are not there",
    run: (client) => put(client, "v1", OCI.manifest, TYPES.oci),
  },
  {
    name: "an OCI manifest is put",
    run: async (client) => seen(await pushImage(client, REPOSITORY, "v1", OCI)),
  },
  { name: "an OCI manifest is read by its tag", run: (client) => read(client, "v1") },
  { name: "an OCI manifest is read by its digest", run: (client) => read(client, OCI.digest) },
  {
    name: "HEAD of a manifest",
    run: (client) => ask(client, "HEAD", manifest("v1"), { headers: ACCEPT }),
  },
  { name: "a tag that is not there", run: (client) => read(client, "v2") },
  { name: "a digest that is not there", run: (client) => read(client, digestOf("nothing")) },
  { name: "a tag called constructor is not there", run: (client) => read(client, "constructor") },
  {
    name: "a Docker manifest",
    run: async (client) => [
      await seen(await pushImage(client, REPOSITORY, "docker", DOCKER)),
      await read(client, "docker"),
    ],
  },
  {
    name: "an OCI index",
    run: async (client) => [
      await put(client, "index", INDEX, TYPES.ociIndex),
      await read(client, "index"),
    ],
  },
  {
    name: "a Docker manifest list",
    run: async (client) => [
      await put(client, "list", LIST, TYPES.dockerList),
      await read(client, "list"),
    ],
  },
  {
    name: "an index of an image that is not there",
    run: (client) =>
      put(client, "broken", indexOf([imageOf("never pushed")], TYPES.ociIndex), TYPES.ociIndex),
  },
  {
    name: "a manifest is put by its digest",
    run: async (client) => {
      const image = imageOf("without a tag");
      return seen(await pushImage(client, REPOSITORY, image.digest, image));
    },
  },
  {
    name: "a manifest is put by another digest",
    run: (client) => put(client, digestOf("other"), OCI.manifest, TYPES.oci),
  },
  {
    name: "a tag moves",
    run: async (client) => {
      const image = imageOf("the next one");
      await pushImage(client, REPOSITORY, "moving", OCI);
      await pushImage(client, REPOSITORY, "moving", image);
      const old = await read(client, OCI.digest);
      return [(await read(client, "moving"))["docker-content-digest"] === image.digest, old.status];
    },
  },
  {
    name: "bytes of a manifest are kept as they are",
    run: async (client) => {
      const spaced = JSON.stringify(JSON.parse(OCI.manifest), undefined, 3);
      await put(client, "spaced", spaced, TYPES.oci);
      const response = await send(client, "GET", manifest("spaced"), { headers: ACCEPT });
      return digestOf(await response.text()) === digestOf(spaced);
    },
  },
  { name: "a manifest that is no JSON", run: (client) => put(client, "v1", "{", TYPES.oci) },
  {
    name: "a manifest of another type than it says",
    run: (client) => put(client, "v1", OCI.manifest, TYPES.docker),
  },
  {
    name: "a manifest of an unknown type",
    run: async (client) => {
      const { status } = await putManifest(client, REPOSITORY, "v1", "{}", "application/json");
      return { refused: status >= 400 && status < 500 };
    },
  },
  {
    name: "a manifest with annotations and a subject",
    run: async (client) => {
      const subject = { mediaType: TYPES.oci, digest: OCI.digest, size: OCI.manifest.length };
      const signature = imageOf("signature", TYPES.oci, { subject, annotations: { by: "me" } });
      return seen(await pushImage(client, REPOSITORY, "signature", signature));
    },
  },
  {
    name: "the referrers of a manifest",
    run: (client) => ask(client, "GET", `/v2/${REPOSITORY}/referrers/${OCI.digest}`),
  },
  {
    name: "the referrers of a manifest that has none",
    run: (client) => ask(client, "GET", `/v2/${REPOSITORY}/referrers/${digestOf("nothing")}`),
  },
  {
    name: "a tag of 128 characters",
    run: (client) => put(client, "a".repeat(128), OCI.manifest, TYPES.oci),
  },
  {
    name: "a tag of 129 characters",
    run: (client) => put(client, "a".repeat(129), OCI.manifest, TYPES.oci),
  },
];
