import { readFileSync } from "node:fs";
import path from "node:path";

/** A build that fails, and how the action must report it. */
export interface BuildCause {
  /** Name of its recording in test/golden/buildkit. */
  name: string;
  /**
   * Text of the Dockerfile. HOST stands for a registry with `fleet-dev/base:1`, an index of linux/amd64 and
   * linux/riscv64.
   */
  dockerfile: string;
  /** Files of the build context, in addition to the Dockerfile. */
  files?: Readonly<Record<string, string>>;
  platforms?: readonly string[];
  /** The registry's answer to requests that match. */
  answer?: {
    to: { method?: string; path: RegExp };
    status: number;
    code?: string;
    message?: string;
  };
  /** The image is pushed. Default: it is only built. */
  isPushed?: true;
  /** The cache of the builder is emptied before the build. */
  hasNoCache?: true;
  reason: string;
  /** Expected text of the annotation. */
  says: RegExp;
  fix: RegExp;
  /** Expected line of the annotation in the Dockerfile. */
  line?: number;
}

/** Returns the output of docker, recorded with real BuildKit: `npm run test:real -- build-causes`. */
export const recordedOutput = (name: string): string => readFileSync(recordingOf(name), "utf8");

export const recordingOf = (name: string): string =>
  path.resolve(import.meta.dirname, `../golden/buildkit/${name}.txt`);

const NODE = "FROM node:24-bookworm-slim";
const QUOTA =
  "The repository with name 'fleet-dev/backend' in registry with id '111122223333' already has the maximum allowed number of images which is '10000'";
const TAG_QUOTA =
  "Adding tag 'v1' to an image in the repository with name 'fleet-dev/backend' in registry with id '111122223333' exceeds the maximum allowed number of tags per image which is '1000'";
const PUT_MANIFEST = { method: "PUT", path: /manifests/ };

export const BUILD_CAUSES: readonly BuildCause[] = [
  {
    name: "platform-of-base",
    dockerfile: "FROM HOST/fleet-dev/base:1\nCOPY Dockerfile /\n",
    platforms: ["linux/arm64"],
    reason: "base-image-platform-missing",
    says: /HOST\/fleet-dev\/base:1 has no image for linux\/arm64/,
    fix: /imagetools inspect HOST\/fleet-dev\/base:1/,
    line: 1,
  },
  {
    name: "one-platform-of-two",
    dockerfile: "FROM scratch\nCOPY --from=HOST/fleet-dev/base:1 /Dockerfile /\n",
    platforms: ["linux/amd64", "linux/s390x"],
    reason: "base-image-platform-missing",
    says: /has no image for linux\/s390x/,
    fix: /platform/,
    line: 2,
  },
  {
    name: "file-of-a-stage",
    dockerfile: `${NODE} AS compile\nRUN mkdir -p /out\n${NODE}\nCOPY --from=compile /out/result /app\n`,
    reason: "file-not-found",
    says: /\/out\/result is not in the stage compile/,
    fix: /^create \/out\/result in the stage compile/,
    line: 4,
  },
  {
    name: "file-of-an-image",
    dockerfile: `FROM scratch\nCOPY --from=node:24-bookworm-slim /nothing-such /\n`,
    reason: "file-not-found",
    says: /\/nothing-such is not in the image node:24-bookworm-slim/,
    fix: /use a tag of the image node:24-bookworm-slim/,
    line: 2,
  },
  {
    name: "mount-of-a-stage",
    dockerfile: `${NODE} AS compile\nRUN mkdir -p /out\n${NODE}\nRUN --mount=type=bind,from=compile,source=/nope,target=/x ls /x\n`,
    reason: "file-not-found",
    says: /\/nope is not in the stage compile/,
    fix: /stage compile/,
    line: 4,
  },
  {
    name: "ignored-file",
    dockerfile: "FROM scratch\nCOPY notes.txt /\n",
    files: { "notes.txt": "x", ".dockerignore": "*.txt\n" },
    reason: "file-not-found",
    says: /notes\.txt is not sent to the build: the ignore file excludes it/,
    fix: /add !notes\.txt/,
    line: 2,
  },
  {
    name: "glob",
    dockerfile: "FROM scratch\nCOPY dist/*.wheel /x/\n",
    reason: "file-not-found",
    says: /no file in the build context matches dist\/\*\.wheel/,
    fix: /correct the pattern/,
    line: 2,
  },
  {
    name: "blank-base",
    dockerfile: "ARG RUNTIME\nFROM ${RUNTIME}\nCOPY Dockerfile /\n",
    reason: "dockerfile-invalid",
    says: /ARG RUNTIME has no value/,
    fix: /build-args/,
    line: 2,
  },
  {
    name: "blank-tag",
    dockerfile: "ARG RELEASE\nFROM node:$RELEASE\n",
    reason: "dockerfile-invalid",
    says: /ARG RELEASE has no value/,
    fix: /build-args/,
    line: 2,
  },
  {
    name: "undeclared-base",
    dockerfile: "FROM ${IMAGE}\nARG IMAGE=scratch\n",
    reason: "dockerfile-invalid",
    says: /ARG IMAGE has no value/,
    fix: /declare it before the first FROM/,
    line: 1,
  },
  {
    name: "upper-case-base",
    dockerfile: "FROM Node:24\n",
    reason: "dockerfile-invalid",
    says: /Node:24 is not a stage .* lower-case letters only/,
    fix: /write node:24/,
    line: 1,
  },
  {
    name: "stage-spelt-differently",
    dockerfile: `${NODE} AS compile\nFROM complie\n`,
    reason: "base-image-not-found",
    says: /complie/,
    fix: /FROM … AS complie/,
    line: 2,
  },
  {
    name: "stage-by-number",
    dockerfile: `${NODE}\nCOPY --from=5 /a /b\n`,
    reason: "dockerfile-invalid",
    says: /the Dockerfile has no stage 5/,
    fix: /counted from 0/,
  },
  {
    name: "stage-of-itself",
    dockerfile: `${NODE} AS me\nCOPY --from=me /a /b\n`,
    reason: "dockerfile-invalid",
    says: /circular dependency/,
    fix: /the stage me depends on itself/,
    line: 2,
  },
  {
    name: "no-from",
    dockerfile: "COPY a /\nFROM scratch\n",
    reason: "dockerfile-invalid",
    says: /no build stage/,
    fix: /begin the Dockerfile with FROM/,
    line: 1,
  },
  {
    name: "syntax-image",
    dockerfile: "# syntax=docker/nothing-such:1\nFROM scratch\n",
    reason: "base-image-not-found",
    says: /docker\.io\/docker\/nothing-such:1 in the # syntax= line does not exist/,
    fix: /docker\/dockerfile:1/,
    line: 1,
  },
  {
    name: "add-404",
    dockerfile:
      "ARG FILE=none\nFROM scratch\nARG FILE\nADD http://HOST/v2/nothing/blobs/$FILE \\\n  /x\n",
    reason: "download-failed",
    says: /ADD of http:\/\/HOST\/v2\/nothing\/blobs\/\S*: the server answered 404/,
    fix: /correct the address/,
    line: 4,
  },
  {
    name: "add-503",
    dockerfile: "FROM scratch\nADD http://HOST/v2/ /y\n",
    answer: { to: { path: /^\/v2\/$/ }, status: 503 },
    reason: "download-failed",
    says: /the server answered 503/,
    fix: /run the job again/,
    line: 2,
  },
  {
    name: "add-refused",
    dockerfile: "FROM scratch\nADD http://127.0.0.1:1/tool.tar.gz /x\n",
    reason: "download-failed",
    says: /http:\/\/127\.0\.0\.1:1\/tool\.tar\.gz.*connection refused/,
    fix: /cannot reach that host/,
    line: 2,
  },
  {
    name: "add-checksum",
    dockerfile: `FROM scratch\nADD --checksum=sha256:${"a".repeat(64)} http://HOST/v2/ /x\n`,
    reason: "download-failed",
    says: /has the checksum sha256:\w+, not sha256:a{64}/,
    fix: /correct --checksum/,
    line: 2,
  },
  {
    name: "secret-mount",
    dockerfile: `${NODE}\nRUN --mount=type=secret,id=netrc,required=true cat /run/secrets/netrc\n`,
    reason: "build-secret-missing",
    says: /the build needs the secret netrc, but the image is given no secret of this name/,
    fix: /write `secrets: \[netrc\]` in the image's entry, and give netrc in build-secrets/,
    line: 2,
  },
  {
    name: "ssh-mount",
    dockerfile: `${NODE}\nRUN --mount=type=ssh,required=true ls\n`,
    reason: "build-secret-missing",
    says: /the build needs an SSH agent/,
    fix: /in a step before this one/,
    line: 2,
  },
  {
    name: "entitlement",
    dockerfile: `${NODE}\nRUN --security=insecure ls\n`,
    reason: "builder-not-capable",
    says: /asks for security\.insecure/,
    fix: /--security=insecure/,
  },
  {
    name: "crlf-script",
    dockerfile: `${NODE}\nCOPY go.sh /go.sh\nRUN chmod 755 /go.sh && /go.sh\n`,
    files: { "go.sh": "#!/bin/sh\r\necho hi\r\n", "other.sh": "#!/bin/sh\necho hi\n" },
    reason: "run-failed",
    says: /exit code: 127: a script has CRLF line endings.*: go\.sh/,
    fix: /eol=lf/,
    line: 3,
  },
  {
    name: "crlf-exec",
    dockerfile: `${NODE}\nCOPY bin/start /usr/local/bin/begin\nRUN chmod 755 /usr/local/bin/begin\nRUN ["begin"]\n`,
    files: { "bin/start": "#!/bin/sh\r\necho hi\r\n" },
    reason: "run-failed",
    says: /a script has CRLF line endings.*: bin\/start/,
    fix: /eol=lf/,
    line: 4,
  },
  {
    name: "crlf-env",
    dockerfile: `${NODE}\nCOPY go.sh /go.sh\nRUN chmod 755 /go.sh && /go.sh\n`,
    files: { "go.sh": "#!/usr/bin/env bash\r\necho hi\r\n" },
    reason: "run-failed",
    says: /CRLF line endings/,
    fix: /eol=lf/,
    line: 3,
  },
  {
    name: "crlf-argument",
    dockerfile: `${NODE}\nCOPY go.sh /go.sh\nRUN sh /go.sh\n`,
    files: { "go.sh": "set -e\r\necho hi\r\n" },
    reason: "run-failed",
    says: /a script that it runs has CRLF line endings/,
    fix: /eol=lf/,
    line: 3,
  },
  {
    name: "program-not-found",
    dockerfile: `${NODE}\nRUN nothing-such --x\n`,
    reason: "run-failed",
    says: /exit code: 127: nothing-such was not found/,
    fix: /install nothing-such/,
    line: 2,
  },
  {
    name: "no-shell",
    dockerfile: "FROM scratch\nRUN echo x\n",
    reason: "run-failed",
    says: /the image has no \/bin\/sh/,
    fix: /COPY --from/,
    line: 2,
  },
  {
    name: "base-403",
    dockerfile: "FROM HOST/fleet-dev/base:1\n",
    answer: { to: { path: /manifests/ }, status: 403 },
    reason: "access-denied",
    says: /HOST refuses the pull of HOST\/fleet-dev\/base:1: 403 Forbidden/,
    fix: /ecr:BatchGetImage and ecr:GetDownloadUrlForLayer/,
    line: 1,
  },
  {
    name: "layer-403",
    dockerfile: "FROM HOST/fleet-dev/base:1\nCOPY Dockerfile /y\n",
    answer: { to: { path: /blobs/ }, status: 403 },
    hasNoCache: true,
    reason: "access-denied",
    says: /HOST refuses the pull of fleet-dev\/base: 403 Forbidden/,
    fix: /ecr:GetDownloadUrlForLayer/,
    line: 2,
  },
  {
    name: "layer-missing",
    dockerfile: "FROM HOST/fleet-dev/base:1\nCOPY Dockerfile /z\n",
    answer: { to: { path: /blobs/ }, status: 404, code: "BLOB_UNKNOWN", message: "blob unknown" },
    hasNoCache: true,
    reason: "base-image-not-found",
    says: /has lost one of its layers/,
    fix: /push that base image again/,
    line: 2,
  },
  {
    name: "image-quota",
    dockerfile: "FROM scratch\nCOPY Dockerfile /q1\n",
    answer: { to: PUT_MANIFEST, status: 403, code: "DENIED", message: QUOTA },
    isPushed: true,
    reason: "image-quota-exceeded",
    says: /fleet-dev\/backend has as many images as ECR allows \(10000\)/,
    fix: /lifecycle policy/,
  },
  {
    name: "tag-quota",
    dockerfile: "FROM scratch\nCOPY Dockerfile /q2\n",
    answer: { to: PUT_MANIFEST, status: 403, code: "DENIED", message: TAG_QUOTA },
    isPushed: true,
    reason: "image-quota-exceeded",
    says: /as many tags per image as ECR allows \(1000\)/,
    fix: /delete old tags/,
  },
  {
    name: "push-403",
    dockerfile: "FROM scratch\nCOPY Dockerfile /q3\n",
    answer: { to: PUT_MANIFEST, status: 403 },
    isPushed: true,
    reason: "access-denied",
    says: /failed to push \S+: unexpected status from PUT request/,
    fix: /the permissions for pushing/,
  },
];
