/** Failures of building and pushing. */
export const IMAGE_FAILURES = {
  "context-not-found": {
    meaning: "an image's context is not a folder of the repository",
    fix: "correct `context`, or check out the repository first",
  },
  "dockerfile-not-found": {
    meaning: "the Dockerfile is not there",
    fix: "correct `file`; it is relative to the repository",
  },
  "no-tags": { meaning: "no template gives a tag here", fix: "add `type=sha`" },
  "duplicate-tag": {
    meaning: "two images would have the same repository and tag",
    fix: "give them different repositories or tags",
  },
  "docker-not-found": {
    meaning: "there is no `docker` on PATH",
    fix: "use a runner with Docker",
  },
  "docker-not-running": {
    meaning: "the daemon does not answer",
    fix: "start it, or use a remote builder",
  },
  "buildx-not-found": {
    meaning: "docker has no buildx",
    fix: "add `docker/setup-buildx-action`",
  },
  "buildx-too-old": {
    meaning: "buildx is older than 0.10",
    fix: "add `docker/setup-buildx-action`",
  },
  "access-denied": { meaning: "a right is missing", fix: "add the statement shown" },
  "ecr-error": { meaning: "the ECR API fails", fix: "run the job again" },
  "repository-not-found": {
    meaning: "the ECR repository is missing",
    fix: "name the image in `repositories` of the infrastructure workspace, set `create-repository: true`, or run the command shown",
  },
  "immutable-tag-exists": {
    meaning: "another image holds the tag",
    fix: "use `type=sha`, or a new version",
  },
  "image-quota-exceeded": {
    meaning: "the repository has as many images, or the image as many tags, as ECR allows",
    fix: "delete old ones by a lifecycle policy, or raise the quota",
  },
  "registry-authentication": {
    meaning: "a registry takes no credentials",
    fix: "log in to the registry that is named",
  },
  "registry-unavailable": {
    meaning: "a registry answers badly or not at all",
    fix: "run the job again",
  },
  "digest-mismatch": {
    meaning: "a registry holds something else than was pushed or promoted",
    fix: "run the job again, alone; use tags of the commit",
  },
  "source-image-missing": {
    meaning: "the registry that is promoted from has not the image, or not all of it",
    fix: "promote an image that is there, or build it again",
  },
  "source-tag-moved": {
    meaning: "the tag of an image to promote names another image by now",
    fix: "promote the release again that has the digest you want",
  },
  "source-access-denied": {
    meaning: "the registry that is promoted from refuses to give the image",
    fix: "add the statements shown: to the role, and across accounts to the repository",
  },
  "manifest-not-supported": {
    meaning: "the image has a manifest that cannot be promoted, such as schema 1",
    fix: "build the image again with a current tool",
  },
  "no-digest": {
    meaning: "buildx ended well without naming a digest",
    fix: "use a newer buildx, and a builder that can push",
  },
  "file-not-found": {
    meaning: "a COPY names what is not in the context, the stage or the image that it copies from",
    fix: "correct the path, or what should create the file; the message says where it was looked for",
  },
  "download-failed": {
    meaning: "what an ADD fetches cannot be had, or has another checksum",
    fix: "correct the address, or run the job again",
  },
  "build-secret-missing": {
    meaning:
      "a RUN mounts a secret that the image is not given, or an SSH agent, which this action does not give",
    fix: "name the secret in `secrets` of the image and give it in `build-secrets`; fetch what needs an SSH agent in a step before",
  },
  "dockerfile-invalid": {
    meaning: "the Dockerfile cannot be read",
    fix: "correct the line shown",
  },
  "target-not-found": {
    meaning: "the Dockerfile has no such stage",
    fix: "correct `target`",
  },
  "base-image-not-found": {
    meaning: "the image of FROM, COPY --from or # syntax= does not exist or needs a login",
    fix: "correct its name, or log in",
  },
  "base-image-platform-missing": {
    meaning: "the base image has nothing for a platform that is built",
    fix: "build for a platform that it has, or take another base image",
  },
  "base-image-rate-limited": {
    meaning: "the base image's registry throttles",
    fix: "log in, or use a pull-through cache",
  },
  "run-failed": {
    meaning: "the command of a RUN line failed",
    fix: "correct what its output in the log names",
  },
  "out-of-memory": {
    meaning: "the kernel ended a RUN command",
    fix: "use a larger runner",
  },
  "disk-full": {
    meaning: "no space is left",
    fix: "use a larger runner, or free space first",
  },
  "platform-not-runnable": {
    meaning: "this machine cannot run that architecture",
    fix: "use a runner of it, or QEMU",
  },
  "builder-not-capable": {
    meaning: "the docker driver cannot do it",
    fix: "add `docker/setup-buildx-action`",
  },
  "builder-unreachable": {
    meaning: "the current builder does not answer, or ended during the build",
    fix: "look at `docker buildx ls`; start the builder or take another one",
  },
  "build-failed": {
    meaning: "anything else; Docker's error line is shown",
    fix: "correct what the log names",
  },
} as const;

declare module "../../lib/runtime/errors.ts" {
  interface FailureReasons extends ReasonsOf<typeof IMAGE_FAILURES> {}
}
