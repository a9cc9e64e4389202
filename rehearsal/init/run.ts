import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readTexts } from "../base/texts.ts";
import { UsageError, causeOf } from "../base/usage-error.ts";
import type { Rehearsal } from "../command-line/command-line-options.ts";
import { SETTINGS_FILE } from "../settings/read.ts";
import { settingsTemplate } from "../settings/template.ts";
import { PROGRAM } from "../command-line/usage.ts";
import { isOwnScript } from "../base/bundled.ts";
import { git } from "../world/git.ts";
import { ROOT } from "../world/repositories.ts";
import { requireGit } from "../world/tools.ts";
import { listFiles } from "../world/work-tree.ts";
import { defaultBranch } from "./default-branch.ts";
import { dockerfilesIn, findApplications, toName, type Application } from "./applications.ts";
import { projectFiles } from "./files.ts";

/**
 * Writes the files that a repository with Dockerfiles needs for its deployment. Existing files stay unchanged.
 * @returns the rehearsal of its deployment
 * @throws UsageError for a folder without Dockerfiles, and for files that cannot be written
 */
export function initialize(rehearsal: Rehearsal): Rehearsal {
  const source = sourceOf(rehearsal.repository);
  requireGit();
  const applications = applicationsOf(source);
  const files = {
    ...projectFiles({
      name: systemName(source),
      applications,
      branch: defaultBranch(source),
      version: pipelineVersion(),
    }),
    [SETTINGS_FILE]: settingsTemplate({
      variables: [],
      secrets: [],
      roles: [],
      environments: [],
      actions: [],
    }),
  };
  console.log(
    `${applications.length === 1 ? "The application" : "The applications"} of ${source}: ${applications.map(describe).join(", ")}`,
  );
  const kept = Object.entries(files).filter(([file, text]) => {
    const isWritten = write(source, file, text);
    console.log(`  ${isWritten ? "written" : "kept   "}  ${file}`);
    return !isWritten;
  });
  console.log(
    `\n${kept.length === 0 ? "" : "Files marked kept already existed. "}Read the written files: account, roles and addresses are examples.\n`,
  );
  return { ...rehearsal, event: "deploy", repository: source };
}

function sourceOf(given: string | undefined): string {
  if (given === undefined && isOwnScript)
    throw new UsageError(
      `init needs --repo: the folder of your repository, for example ${PROGRAM} init --repo ../my-repository.`,
    );
  const source = path.resolve(given ?? ".");
  if (existsSync(source) && statSync(source).isDirectory()) return source;
  throw new UsageError(`--repo: "${source}" is not a folder. Expected the folder of a repository.`);
}

/** @throws UsageError if there are no applications */
function applicationsOf(source: string): Application[] {
  const empty = mkdtempSync(path.join(tmpdir(), "eks-pipeline-init-"));
  try {
    git(empty, ["init", "--quiet", "--bare"]);
    const files = listFiles(source, empty);
    const dockerfiles = dockerfilesIn(files);
    const texts = readTexts(source, dockerfiles);
    if (Object.keys(texts).length === 0)
      throw new UsageError(
        `init: "${source}" has no Dockerfile. Expected a folder with a Dockerfile for each application, for example web/Dockerfile.`,
      );
    return findApplications(texts, path.basename(source), files);
  } finally {
    rmSync(empty, { recursive: true, force: true });
  }
}

/** Minimum and maximum length of a system's name; see terraform/infrastructure/variables.tf. */
const SHORTEST = 3;
const LONGEST = 22;

function systemName(source: string): string {
  const name = toName(path.basename(source)).slice(0, LONGEST).replace(/-+$/, "");
  return name.length < SHORTEST ? `${name}-app`.slice(0, LONGEST) : name;
}

const pipelineVersion = (): string => {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
    version: string;
  };
  return `v${version}`;
};

const describe = ({ name, context, file, port, user, runsOnce }: Application): string =>
  `${name} (${file === undefined ? context : `${file} with the context ${context}`}${port === undefined ? "" : `, port ${port}`}${user === undefined ? "" : `, user ${user}`}${runsOnce === true ? ", a Job before the rollout" : ""})`;

/** @returns whether the file was written; false = it already exists */
function write(source: string, file: string, text: string): boolean {
  const target = path.join(source, file);
  try {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST" && existsSync(target)) return false;
    throw new UsageError(`init: "${target}" cannot be written (${causeOf(error)}).`);
  }
}
