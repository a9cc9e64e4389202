import { json, type Reply } from "../base/http.ts";
import type { ImageStore } from "./image-store.ts";

const INDEX = "application/vnd.oci.image.index.v1+json";

/**
 * Lists what refers to a digest: an index in one page, empty if nothing does. Filters are not served: clients must work
 * without them.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers
 */
export function referrersReply(
  images: Pick<ImageStore, "manifests" | "size">,
  repository: string,
  digest: string,
): Reply {
  const manifests = images
    .manifests(repository)
    .filter(({ subject }) => subject === digest)
    .map(({ mediaType, digest: referrer, artifactType, annotations }) => ({
      mediaType,
      digest: referrer,
      size: images.size(referrer),
      artifactType,
      annotations,
    }));
  return json(200, { schemaVersion: 2, mediaType: INDEX, manifests }, {}, INDEX);
}
