import { SESSION_FAILURES } from "../../lib/aws/failure-reasons.ts";
import { awsInputs, repositoryPrefix, roleArn } from "../../lib/aws/input-types.ts";
import { ENVIRONMENT_INPUTS } from "../../lib/environment/input-types.ts";
import { READING_TOKEN } from "../../lib/github/input-types.ts";
import { LEASE_FAILURES } from "../../lib/releases/failure-reasons.ts";
import type { Contract, InputsOf, OutputsOf } from "../../lib/runtime/contract.ts";
import { COMMON_FAILURES } from "../../lib/runtime/failure-reasons.ts";
import { boolean, lines, matching, oneOf, text } from "../../lib/runtime/input-types.ts";
import { IMAGE_FAILURES } from "./failure-reasons.ts";
import { buildSecrets, registryCredentials } from "./images/secrets.ts";
import { period, tagTemplates } from "./images/image-inputs.ts";
import type { ImageInput } from "./images/image-inputs.ts";
import { legName, legNames } from "./merge/legs.ts";
import { imagePlace } from "./promote/place.ts";
import { imagesToBuildOrPromote } from "./promote/stored-images.ts";
import type { StoredImages } from "./promote/stored-images.ts";

export type AllInputs = InputsOf<typeof contract>;
/** Of a build. */
export type Inputs = Omit<AllInputs, "images"> & { images: ImageInput[] };
export type PromotionInputs = Omit<AllInputs, "images"> & { images: StoredImages };
export type Outputs = OutputsOf<typeof contract>;

export const contract = {
  name: "build-push-ecr",
  inputs: {
    command: {
      type: oneOf("build", "promote", "merge"),
      default: "build",
      description:
        "build builds and pushes images. promote copies images of an earlier run, byte by byte. merge makes one image for several platforms of those that the legs of a matrix have built. promote and merge need no docker.",
    },
    images: {
      type: imagesToBuildOrPromote,
      required: true,
      description:
        "promote: the output `images` of an earlier run, or those of a release record: JSON object of image name to `{repository, digest, tag}`, the tag only without the input commit. build: YAML list of the images to build. Each has name, repository (name in ECR, without host) and, when they differ from the defaults, context (default `.`), file (default `Dockerfile` in the context), target, platforms (list), build-args (map), secrets (list of names among build-secrets) and tags (list of templates, instead of the input tags).",
    },
    ...ENVIRONMENT_INPUTS,
    part: {
      ...ENVIRONMENT_INPUTS.part,
      description: "Accepted as in the other actions; images belong to no part.",
    },
    "build-secrets": {
      type: buildSecrets,
      secret: true,
      description:
        "Secrets for builds, a YAML or JSON map of name and text on one line. An image that names one under `secrets` gets it as a file: `RUN --mount=type=secret,id=NAME`. It is in no layer and on no command line, and does not count as a change.",
    },
    "registry-credentials": {
      type: registryCredentials,
      secret: true,
      description:
        "Logins at other registries, for base images and mirrors: a YAML or JSON map of host to `{username, password}` on one line. They stand in the private configuration of docker, and are gone when the step ends.",
    },
    "repository-prefix": {
      type: repositoryPrefix,
      environmentFile: "imagePrefix",
      description: "Stands before the repository of each image, such as `fleet-dev/`.",
    },
    tags: {
      type: tagTemplates,
      default: "type=sha",
      description:
        "Tag templates, one a line: `type=sha` (also `format=short`, `prefix=`), `type=branch`, `type=raw,value=1.2.3`. promote: the tags in the destination; `type=sha` is the commit of the image.",
    },
    source: {
      type: imagePlace,
      description:
        "promote: where the images are: an environment file, whose plan role reads them, or a map of account, region and repository-prefix (what all repositories begin with). What a map leaves out is as in the destination.",
    },
    destination: {
      type: imagePlace,
      description:
        "promote: where they go: an environment file, or a map of account (as expected-account-id), region (as aws-region) and the repository-prefix that replaces that of the source. Empty is what environment-file, or these inputs, say.",
    },
    commit: {
      type: matching(
        /^[0-9a-f]{40}$/,
        "a commit of 40 hexadecimal digits, for example the output commit of kube-deploy",
        "commit",
      ),
      description:
        "promote: commit that the images are of, where they name no tag. Each has to stand in the source under a tag of it (`sha-<commit>`).",
    },
    "source-role-arn": {
      type: roleArn,
      description:
        "promote: role that reads the source, assumed like role-arn. Empty is the plan role of the source's environment file, else role-arn.",
    },
    leg: {
      type: legName,
      description:
        "build: name of this leg of a matrix, such as the label of its runner. It stands behind each tag, because merge gives the tags themselves to the image of all legs.",
    },
    legs: {
      type: legNames,
      description: "merge: the names of all legs, a JSON list. One that left nothing is refused.",
    },
    "legs-directory": {
      type: text("a folder, for example legs", "path"),
      description: "merge: folder with the files `leg-path` of all legs, such as their artifacts.",
    },
    push: {
      type: boolean,
      default: "true",
      description:
        "false only builds, without AWS; no digest is given then. promote: false only checks all images and tags, and gives them as they will be; a repository may be missing yet.",
    },
    "skip-unchanged": {
      type: boolean,
      default: "true",
      description:
        "Reuse the image of the repository that has the same content key, instead of building it. false always builds.",
    },
    "max-age": {
      type: period,
      description:
        "Reuse an image in the period of this length only in which it was built, such as 7d: base images and packages are then at most so old. Empty = for ever.",
    },
    "volatile-build-args": {
      type: lines("names of build arguments, one a line"),
      description:
        "Names of build arguments, one a line, that do not count as a change: a commit or a time.",
    },
    "content-key-salt": {
      type: text("any text"),
      description: "Any text. With another text, every image is built once more.",
    },
    "create-repository": {
      type: boolean,
      default: "false",
      description: "Create a missing ECR repository, with immutable tags and scan on push.",
    },
    "on-missing-repository": {
      type: oneOf("fail", "report"),
      default: "fail",
      description:
        "`report` leaves out the images whose ECR repository does not exist and names them in `missing-repositories`, so that they can be built once it was created.",
    },
    ...awsInputs({
      role: "Role to assume with the job's OIDC token. Empty takes the AWS credentials of the job.",
      region:
        "AWS region of the registry, such as eu-west-1. Needed unless push is false, or destination has a region.",
      account:
        "Twelve digits. The run stops before it changes anything when the credentials are of another account.",
    }),
    "github-token": READING_TOKEN,
  },
  outputs: {
    images: {
      type: "JSON",
      description:
        "JSON object, image name to `{repository, digest, tag, platforms, built, size}`; size is in bytes.",
    },
    digest: {
      type: "string",
      description: "Digest of the image (`sha256:…`).",
      when: "one image is built and pushed",
    },
    repository: {
      type: "string",
      description: "ECR repository name of the image.",
      when: "there is one image",
    },
    tag: {
      type: "string",
      description: "First tag of the image.",
      when: "there is one image",
    },
    "built-count": {
      type: "number",
      description:
        "How many images were built. Those that were in the registry already are not counted.",
    },
    "leg-path": {
      type: "path",
      description: "File that says what this leg has pushed, for an artifact that merge reads.",
      when: "leg is given and images are pushed",
    },
    "missing-repositories": {
      type: "JSON",
      description:
        "JSON list of ECR repositories that do not exist, with `on-missing-repository: report`; else `[]`.",
    },
  },
  failures: {
    ...COMMON_FAILURES,
    ...SESSION_FAILURES,
    ...LEASE_FAILURES,
    ...IMAGE_FAILURES,
  },
} as const satisfies Contract;
