import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { Document } from "../base/store.ts";
import { UsageError } from "../base/usage-error.ts";
import { editOf, findChangeable, findVariableFile } from "./change.ts";
import { editDockerfile, findDockerfile, type FileEdit } from "./file-edit.ts";
import { git, readFolder } from "./git.ts";
import { listFiles } from "./work-tree.ts";

const MAIN = "refs/heads/main";
/** The time of the first commit. Each later commit is a minute later, so that the same steps give the same commits. */
const BEGINNING = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

interface Saved {
  /** How often `--change` edited each file, by path. */
  edits: Record<string, number>;
}

/**
 * The consumer's repository as GitHub has it. In a kept world, its history grows with each run whose files differ from
 * those of the previous run.
 */
export class History {
  /** The folder of the bare repository. */
  readonly directory: string;
  private readonly saved: Document<Saved>;
  private readonly broken: FileEdit | undefined;
  /** A cache: commits do not change. */
  private readonly folders = new Map<string, Record<string, string>>();

  /**
   * @param directory of the bare repository; it is created if it is missing
   * @param broken what every commit of this process breaks
   */
  constructor(directory: string, broken?: FileEdit) {
    this.directory = directory;
    this.broken = broken;
    if (!existsSync(path.join(directory, "HEAD"))) {
      mkdirSync(directory, { recursive: true });
      this.git(["init", "--quiet", "--bare", "--initial-branch=main"]);
    }
    this.saved = new Document<Saved>(path.dirname(directory), "edits", { edits: {} });
  }

  /** Returns the commit of main; undefined before the first commit. */
  main(): string | undefined {
    return this.head("main");
  }

  /** Returns the last commit of a branch. */
  head(branch: string): string | undefined {
    try {
      return this.git(["rev-parse", "--verify", "--quiet", `refs/heads/${branch}`]);
    } catch {
      return undefined;
    }
  }

  /**
   * Commits the files of a folder that git does not ignore, with all edits of `--change` so far, and moves a branch to
   * the commit. If nothing differs from main, main's commit is used.
   * @returns the commit
   * @param change what to edit now; see findChangeable
   * @throws UsageError if git finds no file, or nothing of that name can be changed
   */
  commit(source: string, branch: string, change?: string): string {
    const files = filesOf(source, this.directory);
    const edits = { ...this.saved.value.edits };
    if (change !== undefined) {
      const file = findChangeable(files, change);
      edits[file] = (edits[file] ?? 0) + 1;
    }
    const parent = this.main();
    const tree = this.treeOf(source, files, edits);
    if (parent !== undefined && tree === this.git(["rev-parse", `${parent}^{tree}`]))
      return this.moveTo(branch, parent);
    const message = change === undefined ? "The repository as it is rehearsed" : `Change ${change}`;
    const sha = this.write(tree, parent === undefined ? [] : [parent], message);
    // A pull request requires a repository with a main branch.
    if (parent === undefined) this.git(["update-ref", MAIN, sha]);
    this.saved.value.edits = edits;
    this.saved.save();
    return this.moveTo(branch, sha);
  }

  /**
   * Makes the commit with which GitHub tests a pull request: the merge of its head into main. If the head is the same
   * as main, it is merged into an empty commit, so that it adds all files: GitHub has no pull request without a change.
   */
  mergeForTest(head: string, number: number): string {
    const branch = this.main() ?? head;
    const main = branch === head ? this.writeEmpty() : branch;
    const tree = this.git(["rev-parse", `${head}^{tree}`]);
    const merge = this.write(tree, [main, head], `Merge ${head} into ${main}`);
    this.git(["update-ref", `refs/pull/${number}/merge`, merge]);
    return merge;
  }

  /**
   * Makes the commit in which a merge queue tests a pull request: the result of a squash merge, on a branch of the
   * queue.
   * https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue
   */
  queue(head: string, number: number): { sha: string; ref: string } {
    const main = this.main() ?? head;
    const tree = this.git(["rev-parse", `${head}^{tree}`]);
    const sha = main === head ? head : this.write(tree, [main], `A change (#${number})`);
    const ref = `refs/heads/gh-readonly-queue/main/pr-${number}-${main}`;
    this.git(["update-ref", ref, sha]);
    return { sha, ref };
  }

  /** Returns the files in which two commits differ; all files of the second commit if there is no first commit. */
  changedFiles(from: string | undefined, to: string): string[] {
    const argv =
      from === undefined
        ? ["ls-tree", "-r", "-z", "--name-only", to]
        : ["diff", "--name-only", "--no-renames", "-z", from, to];
    return this.git(argv)
      .split("\0")
      .filter((name) => name !== "");
  }

  /** Returns the variable file that a pull request edits by default; undefined = there is none. */
  variableFile(source: string): string | undefined {
    return findVariableFile(filesOf(source, this.directory));
  }

  /** Squash-merges a pull request: one new commit on main with the files of its head. */
  squash(head: string, message: string): string {
    const main = this.main();
    if (main === undefined || main === head) return head;
    const sha = this.write(this.git(["rev-parse", `${head}^{tree}`]), [main], message);
    this.git(["update-ref", MAIN, sha]);
    return sha;
  }

  /**
   * Puts the files of a commit into a folder, as in a clone with all branches.
   * @param directory empty or missing
   */
  checkOut(sha: string, directory: string): void {
    mkdirSync(directory, { recursive: true });
    git(directory, ["clone", "--quiet", "--shared", "--no-checkout", this.directory, "."]);
    const refs = ["+refs/heads/*:refs/heads/*", "+refs/pull/*:refs/pull/*"];
    git(directory, ["fetch", "--quiet", "--update-head-ok", "origin", ...refs]);
    const isMain = sha === this.main();
    git(directory, ["checkout", "--quiet", ...(isMain ? ["main"] : ["--detach", sha])]);
  }

  /** Returns the texts of the files directly in a folder of a commit, by name. */
  read(sha: string, folder: string): Record<string, string> {
    const key = `${sha}:${folder}`;
    const read = this.folders.get(key) ?? readFolder(this.directory, sha, folder);
    this.folders.set(key, read);
    return read;
  }

  private moveTo(branch: string, sha: string): string {
    this.git(["update-ref", `refs/heads/${branch}`, sha]);
    return sha;
  }

  /** Returns the tree of the current files, with the edits. */
  private treeOf(source: string, files: string[], edits: Record<string, number>): string {
    const index = path.join(this.directory, "rehearsal-index");
    rmSync(index, { force: true });
    const environment = { GIT_INDEX_FILE: index, GIT_DIR: this.directory, GIT_WORK_TREE: source };
    const stage = (argv: string[], input: string): string =>
      git(source, argv, { input, environment }).trim();
    stage(["update-index", "-z", "--add", "--stdin"], files.map((file) => `${file}\0`).join(""));
    const texts = new Map<string, string>();
    const textOf = (file: string): string =>
      texts.get(file) ?? readFileSync(path.join(source, file), "utf8");
    for (const [file, count] of Object.entries(edits))
      if (files.includes(file)) texts.set(file, editOf(file, textOf(file), count));
    const broken = this.broken && findDockerfile(files, this.broken);
    if (this.broken !== undefined && broken !== undefined)
      texts.set(broken, editDockerfile(textOf(broken), this.broken));
    for (const [file, edited] of texts) {
      const blob = stage(["hash-object", "-w", "--stdin"], edited);
      const mode = stage(["ls-files", "--stage", "--", file], "").split(" ")[0] ?? "100644";
      stage(["update-index", "--cacheinfo", `${mode},${blob},${file}`], "");
    }
    const tree = stage(["write-tree"], "");
    rmSync(index, { force: true });
    return tree;
  }

  private writeEmpty(): string {
    const tree = git(this.directory, ["mktree"], { input: "" }).trim();
    return this.write(tree, [], "An empty repository");
  }

  private write(tree: string, parents: readonly string[], message: string): string {
    const before = parents.map((parent) => Number(this.git(["rev-list", "--count", parent])));
    const time = new Date(BEGINNING + Math.max(0, ...before) * MINUTE).toISOString();
    const [name, email] = ["Rehearsal", "rehearsal@example.invalid"];
    const options = parents.flatMap((parent) => ["-p", parent]);
    return git(this.directory, ["commit-tree", tree, ...options, "-m", message], {
      environment: {
        GIT_AUTHOR_NAME: name,
        GIT_AUTHOR_EMAIL: email,
        GIT_AUTHOR_DATE: time,
        GIT_COMMITTER_NAME: name,
        GIT_COMMITTER_EMAIL: email,
        GIT_COMMITTER_DATE: time,
      },
    }).trim();
  }

  private git(argv: readonly string[]): string {
    return git(this.directory, argv).trim();
  }
}

/** @throws UsageError if there are no files */
function filesOf(source: string, emptyRepository: string): string[] {
  const files = listFiles(source, emptyRepository);
  if (files.length === 0)
    throw new UsageError(`--repo: "${source}" has no files that git would commit.`);
  return files;
}
