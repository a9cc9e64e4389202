/**
 * Differences between our registry and docker-registry 2.8, and who is right. docker-registry 2.8 is older than version
 * 1.1 of the specification:
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 */
export const differences: Record<string, string> = {
  "a repository name with capitals":
    "theirs has no route for such a name and answers a text; ours says NAME_INVALID, code-5 of the specification's error table",
  "the referrers of a manifest":
    "theirs has no list of referrers and answers 404, which the specification allows; ours has one, as ECR does: Listing Referrers",
  "the referrers of a manifest that has none":
    "theirs has no list of referrers and answers 404; ours answers an empty index, as the specification wants it: Listing Referrers",
  "a tag of 129 characters":
    "theirs has no route for such a tag and answers a text; ours says TAG_INVALID, and the specification allows 128: Pulling manifests",
};
