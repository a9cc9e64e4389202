import { rulesOf } from "../../../lib/match-failure.ts";
import type { FailureRule } from "../../../lib/match-failure.ts";
import { FILE_RULES } from "./file-rules.ts";
import { variablesIn } from "./instruction.ts";
import type { BuildFailure } from "./output.ts";

const DOWNLOAD_RULES = rulesOf<BuildFailure>("buildkit", [
  {
    when: { operation: /^download$/, summary: /digest mismatch (?<actual>\S+): (?<wanted>\S+)/ },
    reason: "download-failed",
    message: ({ address = "" }, { actual = "", wanted = "" }) =>
      `${address} has the checksum ${actual}, not ${wanted}`,
    fix: "find out whether the file was meant to change; if it was, correct --checksum in the ADD instruction",
  },
  {
    when: { operation: /^download$/, status: /^40[13]$/ },
    reason: "download-failed",
    message: ({ address = "", status }) => `ADD of ${address}: the server answered ${status}`,
    fix: "the address needs a login, which ADD cannot give: fetch the file in a step before this one, and COPY it",
  },
  {
    when: { operation: /^download$/, status: /^407$/ },
    reason: "download-failed",
    message: ({ address = "" }) => `ADD of ${address}: the proxy of the builder asks for a login`,
    fix: "put the login into the builder's proxy URL (driver-opt env.HTTPS_PROXY of docker/setup-buildx-action), or fetch the file in a step before this one, and COPY it",
  },
  {
    // Git's error for a repository that it may not read. Git often says that the repository does not exist.
    when: {
      operation: /^download$/,
      summary:
        /could not read Username|Authentication failed|Repository not found|Permission denied \(publickey\)|Host key verification failed/i,
    },
    reason: "download-failed",
    message: ({ address = "", summary }) =>
      summary.includes(address) ? summary : `ADD of ${address}: ${summary}`,
    fix: "the repository needs a login, which ADD cannot give, or does not exist: check it out in a step before this one (actions/checkout), and COPY it",
  },
  {
    when: { operation: /^download$/, status: /^4(?!29)/ },
    reason: "download-failed",
    message: ({ address = "", status }) => `ADD of ${address}: the server answered ${status}`,
    fix: "correct the address: the server has no such file",
  },
  {
    when: { operation: /^download$/, status: /./ },
    reason: "download-failed",
    message: ({ address = "", status }) => `ADD of ${address}: the server answered ${status}`,
    fix: "run the job again; if it happens every time, fetch the file from another server",
  },
  {
    when: { operation: /^download$/, summary: /repository does not contain ref (?<ref>[^\s,]+)/ },
    reason: "download-failed",
    message: ({ address = "" }, { ref = "" }) => `ADD of ${address}: the repository has no ${ref}`,
    fix: "name a branch, a tag or a commit of the repository after the #",
  },
  {
    when: { operation: /^download$/ },
    reason: "download-failed",
    message: ({ address = "", summary }) =>
      summary.includes(address) ? summary : `ADD of ${address}: ${summary}`,
    fix: "run the job again; if it happens every time, the builder cannot reach that host, or its name is wrong",
  },
]);

/** Returns what names the variables: the instruction, or BuildKit's words if it shows none. */
const textWithVariables = ({ instruction, summary }: BuildFailure): string =>
  instruction ?? summary;

const variablesOf = (failure: BuildFailure): string =>
  [...new Set(variablesIn(textWithVariables(failure)))].join(", ");

/** Says where an ARG for FROM has to be, and what gives it a value. */
function argFix(failure: BuildFailure): string {
  const names = variablesOf(failure);
  const isUndeclared = /UndefinedArgInFrom/.test(failure.warnings ?? "");
  return isUndeclared
    ? `declare it before the first FROM (ARG ${names}=<default>); an ARG below a FROM applies to that stage only`
    : `give ${names} a value: in build-args of the image, or as a default (ARG ${names}=<default>) before the first FROM`;
}

const BASE_NAME_RULES = rulesOf<BuildFailure>("buildkit", [
  {
    when: [
      { summary: /base name \(.*\) should not be blank/ },
      { summary: /empty platform value from expression/ },
      // `${NAME:?words}`: the author of the Dockerfile wrote the words.
      { summary: /^failed to process "[^"]*": \w+: /, instruction: /^FROM .*\?/i },
      { summary: /failed to parse stage name ".*[:@/]"/, instruction: /\$/ },
      { summary: /failed to parse stage name "[:@/].*"/, instruction: /\$/ },
      { summary: /failed to parse stage name ".*(?:\/\/|\/:|:@).*"/, instruction: /\$/ },
    ],
    reason: "dockerfile-invalid",
    message: (failure) => `${textWithVariables(failure)}: ARG ${variablesOf(failure)} has no value`,
    fix: argFix,
  },
  {
    when: { summary: /failed to parse stage name "(?<name>[^"]*)": .*must be lowercase/ },
    reason: "dockerfile-invalid",
    message: (_, { name = "" }) =>
      `${name} is not a stage above this line, and an image name may have lower-case letters only`,
    fix: (_, { name = "" }) =>
      `write ${name.toLowerCase()} if it is an image; if it is a stage, declare it above (FROM … AS ${name.toLowerCase()})`,
  },
  {
    when: { summary: /failed to parse stage name "(?<name>[^"]*)"/ },
    reason: "dockerfile-invalid",
    message: (_, { name = "" }) => `"${name}" is not the name of an image or of a stage`,
    fix: "write it as host/repository:tag, repository:tag or repository@sha256:…, or as the name of a stage above",
  },
  {
    when: { summary: /invalid stage index (?<index>\d+)/ },
    reason: "dockerfile-invalid",
    message: (_, { index = "" }) => `the Dockerfile has no stage ${index}`,
    fix: "stages are counted from 0: name the stage instead (FROM … AS name, COPY --from=name)",
  },
  {
    when: { summary: /circular dependency detected on stage: (?<stage>\S+)/ },
    reason: "dockerfile-invalid",
    fix: (_, { stage = "" }) => `the stage ${stage} depends on itself: name another stage`,
  },
  {
    when: { summary: /no build stage in current context/ },
    reason: "dockerfile-invalid",
    fix: "begin the Dockerfile with FROM: only ARG may stand before it",
  },
]);

const MOUNT_RULES = rulesOf<BuildFailure>("buildkit", [
  {
    when: { summary: /^secret (?<id>\S+): not found$/ },
    reason: "build-secret-missing",
    message: (_, { id = "" }) =>
      `the build needs the secret ${id}, but the image is given no secret of this name`,
    fix: (_, { id = "" }) =>
      `write \`secrets: [${id}]\` in the image's entry, and give ${id} in build-secrets; to build without the secret, remove --mount=type=secret,id=${id} (or only its required) from the RUN line`,
  },
  {
    when: { summary: /unset ssh forward key|no SSH key ".*" forwarded/i },
    reason: "build-secret-missing",
    message: () =>
      "the build needs an SSH agent (--mount=type=ssh), but this action does not provide one",
    fix: "fetch what needs the key in a step before this one, and COPY the result",
  },
  {
    when: { summary: /(?<right>network\.host|security\.insecure) is not allowed/ },
    reason: "builder-not-capable",
    message: (_, { right = "" }) =>
      `the Dockerfile asks for ${right}, which builds are not allowed to use`,
    fix: "remove --network=host and --security=insecure from the RUN lines",
  },
]);

/** What is wrong in the Dockerfile, or with what it asks for. */
export const DOCKERFILE_RULES: readonly FailureRule<BuildFailure>[] = [
  ...DOWNLOAD_RULES,
  ...MOUNT_RULES,
  ...FILE_RULES,
  ...BASE_NAME_RULES,
  ...rulesOf<BuildFailure>(
    ["docker", "buildkit"],
    [
      {
        when: { summary: /target stage "?(?<stage>[^"\s]+)"? could not be found/ },
        reason: "target-not-found",
        fix: (_, { stage = "" }) =>
          `name a stage of the Dockerfile in target, or add "FROM … AS ${stage}"`,
      },
      {
        // The flag may be newer than the builder: without # syntax=, the builder's own syntax counts.
        when: { summary: /unknown flag: (?:--)?(?<flag>[\w-]+)/ },
        reason: "dockerfile-invalid",
        fix: (_, { flag = "" }) =>
          `correct --${flag}; if it is spelled right, this builder does not know it yet: write # syntax=docker/dockerfile:1 in the first line of the Dockerfile, which fetches the current syntax (docker/dockerfile:1-labs has flags that are not stable yet)`,
      },
      {
        when: {
          summary:
            /failed to read dockerfile|dockerfile parse error|unknown instruction|the Dockerfile .*cannot be empty|file with no instructions|failed to parse platform|^unterminated heredoc/i,
        },
        reason: "dockerfile-invalid",
        fix: "correct the Dockerfile at the line shown",
      },
      {
        when: { summary: /lint violation found for rules: (?<rules>.+)/ },
        reason: "dockerfile-invalid",
        fix: (_, { rules = "" }) =>
          `correct what BuildKit's checks warn about above (${rules}), or turn them off in the Dockerfile's # check= line (skip=${rules}, or error=false)`,
      },
    ],
  ),
];
