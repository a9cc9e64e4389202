import { rulesOf } from "../../../lib/match-failure.ts";
import { patternsOf } from "./instruction.ts";
import type { BuildFailure } from "./output.ts";

/** What the Dockerfile copies, and what is not there, cannot be read, or is in the way. */
export const FILE_RULES = rulesOf<BuildFailure>("buildkit", [
  {
    when: {
      summary: /error from sender: \w+ (?<path>.+): (?:permission denied|operation not permitted)$/,
    },
    reason: "build-failed",
    message: (_, { path = "" }) =>
      `this runner may not read ${path}, which is in the build context`,
    fix: "exclude it in .dockerignore if the image does not need it; otherwise give the runner's user the right to read it in a step before this one (sudo chown -R): files that a container wrote often belong to root",
  },
  {
    // `2>/dev/null || true`: each word is a path.
    when: {
      summary: /not found$|no such file or directory$|cannot copy to non-directory/,
      instruction: /^(?<keyword>COPY|ADD)\b.*\s(?<word>\|\||&&|\d?>>?)/,
    },
    reason: "dockerfile-invalid",
    message: (_, { keyword = "", word = "" }) =>
      `${keyword} has no shell: it takes ${word} and every word after it as a path`,
    fix: "write only paths there; copy a file that may be missing together with one that exists, as a wildcard: COPY package.json yarn.lock* ./",
  },
  {
    when: { summary: /: not found$|no such file or directory$/, above: /./ },
    reason: "file-not-found",
    message: ({ above = "" }) =>
      `${above} is above the build context, and a build sees only its context`,
    fix: "set context to a folder that contains it, and file to the Dockerfile; then write the paths of COPY and ADD relative to that folder",
  },
  {
    when: { summary: /cannot (?:copy to non-directory|replace to directory)\b/ },
    reason: "build-failed",
    message: ({ instruction = "this instruction", summary }) =>
      `a folder and a file or link meet at one path in ${instruction}: ${summary}`,
    fix: "what is copied has a folder where the image already has a file or a link, or the other way round; it is often node_modules or a build folder of the repository: exclude it in .dockerignore, or copy to another folder",
  },
  {
    when: { summary: /"(?<path>\/[^"]*)": not found/, source: /./ },
    reason: "file-not-found",
    message: ({ source = "" }, { path = "" }) => `${path} is not in ${source}`,
    fix: ({ source = "" }, { path = "" }) =>
      source.startsWith("the stage ")
        ? `create ${path} in ${source} (an instruction there wrote it to another path, or did not write it), or correct the path; the build context does not matter here`
        : `correct the path, or use a tag of ${source} that contains it`,
  },
  {
    when: {
      summary: /"\/(?<path>[^"]*)": not found/,
      warnings: /CopyIgnoredFile: [^"\n]*"(?<ignored>[^"\n]*)"/,
    },
    reason: "file-not-found",
    message: (_, { path = "" }) => `${path} is not sent to the build: the ignore file excludes it`,
    fix: (_, { path = "" }) =>
      `add !${path} at the end of .dockerignore (or of the ignore file next to the Dockerfile), or do not copy it`,
  },
  {
    when: { summary: /"(?<path>\/[^"]*)": not found/ },
    reason: "file-not-found",
    fix: (_, { path = "" }) =>
      `${path} is not in the build context: correct the path (it is relative to the context), create the file in a step before this one, or check whether .dockerignore excludes it`,
  },
  {
    // If no file matches a wildcard, not even the folder of the pattern is sent.
    when: {
      summary: /(?:^|: )lstat \/?(?<folder>\S*): no such file or directory$/,
      instruction: /^(?:COPY|ADD)\b.*[*?[]/,
    },
    reason: "file-not-found",
    message: ({ instruction = "", source = "the build context" }) =>
      `no file in ${source} matches ${patternsOf(instruction).join(" ")}`,
    fix: "create the files in a step before this one, correct the pattern (it is relative to the context), or check whether .dockerignore excludes them",
  },
  {
    when: { summary: /^lstat (?<path>\S+): no such file or directory$/ },
    reason: "file-not-found",
    fix: (_, { path = "" }) =>
      `${path} is not there: correct the path, or check whether .dockerignore excludes it`,
  },
]);
