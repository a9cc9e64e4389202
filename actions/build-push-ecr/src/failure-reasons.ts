/** Failures of building and pushing. */
export const IMAGE_FAILURES = {
  "context-not-found": {
    meaning: "the build context of an image is not a folder of the repository",
    fix: "correct `context`, or check out the repository first",
  },
  "dockerfile-not-found": {
    meaning: "the Dockerfile does not exist",
    fix: "correct `file`, which is relative to the root of the repository",
  },
  "no-tags": {
    meaning: "none of the tag templates gives a tag in this run",
    fix: "add `type=sha`",
  },
  "duplicate-tag": {
    meaning: "two images would have the same repository and tag",
    fix: "give them different repositories or tags",
  },
  "docker-not-found": {
    meaning: "`docker` is not on PATH",
    fix: "use a runner with Docker",
  },
  "docker-not-running": {
    meaning: "the Docker daemon does not answer",
    fix: "start the daemon, or use a remote builder",
  },
  "buildx-not-found": {
    meaning: "docker has no buildx",
    fix: "add `docker/setup-buildx-action`",
  },
  "buildx-too-old": {
    meaning: "buildx is older than 0.10",
    fix: "add `docker/setup-buildx-action`",
  },
  "access-denied": {
    meaning: "the role, or a login to a registry, lacks a permission",
    fix: "do what the message says: usually, add the permission or the statement that it names",
  },
  "ecr-error": {
    meaning: "the ECR API returned an error",
    fix: "run the job again",
  },
  "repository-not-found": {
    meaning: "the ECR repository does not exist",
    fix: "name the image in `repositories` of the infrastructure workspace, set `create-repository: true`, or run the command in the message",
  },
  "immutable-tag-exists": {
    meaning: "another image already has the tag, and the tag cannot be moved",
    fix: "use `type=sha`, or a new version",
  },
  "image-quota-exceeded": {
    meaning: "the repository has as many images, or the image has as many tags, as ECR allows",
    fix: "delete old ones with a lifecycle policy, or raise the quota",
  },
  "registry-authentication": {
    meaning: "a registry does not accept the login, or there is no login for it",
    fix: "log in to the registry that the message names",
  },
  "registry-unavailable": {
    meaning: "a registry does not answer, or its answer is not usable",
    fix: "run the job again",
  },
  "digest-mismatch": {
    meaning: "a registry has a different image than the one that was pushed or promoted",
    fix: "run the job again while no other run pushes, and use tags that name the commit",
  },
  "source-image-missing": {
    meaning: "the source registry does not have the image, or has only a part of it",
    fix: "promote an image that exists, or build the image again",
  },
  "source-tag-moved": {
    meaning: "the tag of an image to promote now names another image",
    fix: "promote again the release that has the digest you want",
  },
  "source-access-denied": {
    meaning: "the source registry refuses to give the image",
    fix: "add the statements in the message to the role and, across accounts, to the repository",
  },
  "manifest-not-supported": {
    meaning: "the image has a manifest that cannot be promoted, for example schema 1",
    fix: "build the image again with a current tool",
  },
  "no-digest": {
    meaning: "buildx succeeded but reported no digest",
    fix: "use a newer buildx, and a builder that can push",
  },
  "file-not-found": {
    meaning:
      "a COPY names a file that is not in the build context, or not in the stage or image that it copies from",
    fix: "correct the path, or the instruction that should create the file. The message says where the build looked for it",
  },
  "download-failed": {
    meaning: "the source of an ADD cannot be downloaded, or has a different checksum",
    fix: "correct the address, or run the job again",
  },
  "build-secret-missing": {
    meaning:
      "a RUN mounts a secret that the image is not given, or an SSH agent, which this action does not provide",
    fix: "name the secret in `secrets` of the image and give it in `build-secrets`. Fetch what needs an SSH agent in an earlier step",
  },
  "dockerfile-invalid": {
    meaning: "the Dockerfile cannot be parsed",
    fix: "correct the line that the message shows",
  },
  "target-not-found": {
    meaning: "the Dockerfile has no stage with the name in `target`",
    fix: "correct `target`",
  },
  "base-image-not-found": {
    meaning: "the image of FROM, COPY --from or # syntax= does not exist or needs a login",
    fix: "correct the name of the image, or log in",
  },
  "base-image-platform-missing": {
    meaning: "the base image does not have one of the platforms that the build needs",
    fix: "build for a platform that the base image has, or use another base image",
  },
  "base-image-rate-limited": {
    meaning: "the registry of the base image limits the rate of pulls",
    fix: "log in, or use a pull-through cache",
  },
  "run-failed": {
    meaning: "the command of a RUN instruction failed",
    fix: "correct the cause that its output in the log names",
  },
  "out-of-memory": {
    meaning: "the kernel killed a RUN command because memory ran out",
    fix: "use a larger runner",
  },
  "disk-full": {
    meaning: "the builder has no disk space left",
    fix: "use a larger runner, or free space first",
  },
  "platform-not-runnable": {
    meaning: "the runner cannot run programs of the image's architecture",
    fix: "use a runner of that architecture, or QEMU",
  },
  "builder-not-capable": {
    meaning:
      "the current builder cannot do what the build asks for, for example build several platforms",
    fix: "add `docker/setup-buildx-action`, or do what the message says",
  },
  "builder-unreachable": {
    meaning: "the current builder does not answer, or stopped during the build",
    fix: "look at `docker buildx ls`, then start the builder or use another one",
  },
  "build-failed": {
    meaning: "the build failed for another reason. The message shows Docker's error line",
    fix: "correct the cause that the log names",
  },
} as const;

declare module "../../lib/runtime/errors.ts" {
  interface FailureReasons extends ReasonsOf<typeof IMAGE_FAILURES> {}
}
