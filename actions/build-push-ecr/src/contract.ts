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
/** Inputs of a build. */
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
        "`build` builds and pushes images. `promote` copies images of an earlier run, byte by byte. `merge` joins what the legs of a matrix built into one image for several platforms. `promote` and `merge` need no docker.",
    },
    images: {
      type: imagesToBuildOrPromote,
      required: true,
      description:
        "build: YAML list of the images to build. Each has `name`, `repository` (name in ECR, without host) and, where they differ from the defaults, `context` (default `.`), `file` (default `Dockerfile` in the context), `target`, `platforms` (list), `build-args` (map), `secrets` (list of names from `build-secrets`) and `tags` (list of templates, instead of the input `tags`). promote: the output `images` of an earlier run, or the images of a release record, as a JSON object of image name to `{repository, digest, tag}`; `tag` may be left out if `commit` is given.",
    },
    ...ENVIRONMENT_INPUTS,
    part: {
      ...ENVIRONMENT_INPUTS.part,
      description: "Accepted as in the other actions, but images belong to no part.",
    },
    "build-secrets": {
      type: buildSecrets,
      secret: true,
      description:
        "Secrets for builds, as a YAML or JSON map of name to text on one line. An image that lists the name under `secrets` gets the secret as a file: `RUN --mount=type=secret,id=NAME`. The secret is in no layer and on no command line, and a new value does not count as a change.",
    },
    "registry-credentials": {
      type: registryCredentials,
      secret: true,
      description:
        "Logins for other registries (base images, mirrors), as a YAML or JSON map of host to `{username, password}` on one line. They are kept in the private configuration of docker, which is removed when the step ends.",
    },
    "repository-prefix": {
      type: repositoryPrefix,
      environmentFile: "imagePrefix",
      description: "Prefix of every image's repository, such as `fleet-dev/`.",
    },
    tags: {
      type: tagTemplates,
      default: "type=sha",
      description:
        "Tag templates, one per line: `type=sha` (also with `format=short` or `prefix=`), `type=branch`, `type=raw,value=1.2.3`. promote: the tags in the destination; `type=sha` is then the commit of the image.",
    },
    source: {
      type: imagePlace,
      description:
        "promote: where the images are. Either an environment file, whose plan role reads them, or a map of `account`, `region` and `repository-prefix` (the prefix of all repositories). What the map leaves out is the same as in the destination.",
    },
    destination: {
      type: imagePlace,
      description:
        "promote: where the images go. Either an environment file, or a map of `account` (same as `expected-account-id`), `region` (same as `aws-region`) and `repository-prefix`, which replaces the source's prefix. If empty: what `environment-file` or these inputs say.",
    },
    commit: {
      type: matching(
        /^[0-9a-f]{40}$/,
        "a commit of 40 hexadecimal digits, for example the output commit of kube-deploy",
        "commit",
      ),
      description:
        "promote: commit that the images were built from, for images without a `tag`. Each image must have a tag of this commit (`sha-<commit>`) in the source.",
    },
    "source-role-arn": {
      type: roleArn,
      description:
        "promote: role that reads the source, assumed in the same way as `role-arn`. If empty: the plan role of the source's environment file, else `role-arn`.",
    },
    leg: {
      type: legName,
      description:
        "build: name of this leg of a matrix, such as the label of its runner. It is appended to every tag, because `merge` gives the tags themselves to the joined image.",
    },
    legs: {
      type: legNames,
      description:
        "merge: JSON list of the names of all legs. A leg that left nothing is an error.",
    },
    "legs-directory": {
      type: text("a folder, for example legs", "path"),
      description:
        "merge: folder with the `leg-path` files of all legs, for example their downloaded artifacts.",
    },
    push: {
      type: boolean,
      default: "true",
      description:
        "build: `false` only builds, without AWS, and gives no digest. promote: `false` only checks all images and tags, and outputs the images as they will be; a repository may still be missing.",
    },
    "skip-unchanged": {
      type: boolean,
      default: "true",
      description:
        "`true` reuses the image in the repository that has the same content key, instead of building it. `false` always builds.",
    },
    "max-age": {
      type: period,
      description:
        "Length of a period, such as 7d. An image is reused only within the period in which it was built, so base images and packages are never older than this. If empty: no limit.",
    },
    "volatile-build-args": {
      type: lines("names of build arguments, one per line"),
      description:
        "Names of build arguments that do not count as a change, one per line, such as a commit or a time.",
    },
    "content-key-salt": {
      type: text("any text"),
      description: "Any text. A new text causes every image to be built once more.",
    },
    "create-repository": {
      type: boolean,
      default: "false",
      description: "`true` creates a missing ECR repository, with immutable tags and scan on push.",
    },
    "on-missing-repository": {
      type: oneOf("fail", "report"),
      default: "fail",
      description:
        "What to do if an ECR repository does not exist. `fail` fails. `report` leaves out the images of that repository and names it in `missing-repositories`, so that you can build them after it was created.",
    },
    ...awsInputs({
      role: "IAM role to assume with the job's OIDC token. If empty: the AWS credentials of the job.",
      region:
        "AWS region of the registry, such as eu-west-1. Needed unless `push` is `false` or `destination` has a region.",
      account:
        "AWS account that the credentials must belong to, twelve digits. The action checks it before it changes anything.",
    }),
    "github-token": READING_TOKEN,
  },
  outputs: {
    images: {
      type: "JSON",
      description:
        "JSON object of image name to `{repository, digest, tag, platforms, built, size}`; `size` is in bytes.",
    },
    digest: {
      type: "string",
      description: "Digest of the image (`sha256:…`).",
      when: "one image is built and pushed",
    },
    repository: {
      type: "string",
      description: "Name of the image's ECR repository.",
      when: "there is one image",
    },
    tag: {
      type: "string",
      description: "First tag of the image.",
      when: "there is one image",
    },
    "built-count": {
      type: "number",
      description: "Number of images that were built. Reused images are not counted.",
    },
    "leg-path": {
      type: "path",
      description:
        "File that says what this leg has pushed. Keep it as an artifact for `command: merge`.",
      when: "`leg` is given and images are pushed",
    },
    "missing-repositories": {
      type: "JSON",
      description:
        "JSON list of ECR repositories that do not exist, with `on-missing-repository: report`; otherwise `[]`.",
    },
  },
  failures: {
    ...COMMON_FAILURES,
    ...SESSION_FAILURES,
    ...LEASE_FAILURES,
    ...IMAGE_FAILURES,
  },
} as const satisfies Contract;
