/**
 * Where ours and docker-registry 2.8 differ, and who is right. Theirs came before version 1.1 of the specification:
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 */
export const differences: Record<string, string> = {
  "the whole blob in one POST":
    "ours takes it (201); theirs does not support it and begins an upload (202), which the specification allows: Pushing blobs, Single POST",
  "a chunk that leaves a gap":
    "theirs does not look at Content-Range before 3.0; the specification demands 416 for chunks out of order: Pushing a blob in chunks",
  "a repository name with capitals":
    "theirs has no route for such a name and answers a text; ours says NAME_INVALID, code-5 of the specification's error table",
  "a tag of 129 characters":
    "theirs has no route for such a tag and answers a text; ours says TAG_INVALID, and the specification allows 128: Pulling manifests",
  "a manifest with annotations and a subject":
    "theirs knows no subjects (distribution 3.0 neither); a registry with the referrers API has to answer OCI-Subject: Pushing manifests with subject",
  "referrers of a manifest": "theirs has no referrers API; ours has: Listing referrers, end-12a",
  "tags are in order":
    "theirs gives them as its disk has them before 3.0; the specification demands lexical order: Listing tags; https://github.com/distribution/distribution/pull/3143",
  "tags by pages":
    "theirs ignores n and last before 3.0, and gives all tags; the specification demands pages: Listing tags, end-8b; https://github.com/distribution/distribution/pull/3143",
  "tags of a repository that has only blobs":
    "the specification is silent; theirs makes a repository by its first manifest, ECR by CreateRepository, so that an empty one exists",
  "a tag is deleted":
    "theirs deletes by digest only; the specification lets a tag be deleted: Deleting tags, end-9",
};
