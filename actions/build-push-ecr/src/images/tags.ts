import { createHash } from "node:crypto";

/** One line of the input `tags`. */
export type Template =
  | { type: "sha"; prefix: string; format: "long" | "short" }
  | { type: "branch"; prefix: string }
  | { type: "raw"; value: string };

/** The values that fill in templates. */
export interface Commit {
  /** The commit that is built: 40 hexadecimal digits. */
  sha: string;
  /** refs/heads/main, refs/pull/7/merge, refs/tags/v1 … */
  ref: string;
  /** For example push. */
  eventName: string;
}

const LONGEST = 128;
/** Characters of a commit, a hyphen, and the start of a content key: what may follow the prefix of `type=sha`. */
const COMMIT_AND_KEY = 40 + 1 + 12;
/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
/** Names under which cosign and other tools keep documents about a digest. */
const RESERVED = /^sha256-[0-9a-f]{64}/;
/** What `parseTemplate` accepts. */
export const GRAMMAR =
  "type=sha[,format=long|short][,prefix=…], type=branch[,prefix=…] or type=raw,value=…";

/** Keys that each type accepts in addition to `type`. */
const KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ["sha", ["format", "prefix"]],
  ["branch", ["prefix"]],
  ["raw", ["value"]],
]);

/** Returns why a text cannot be an image tag; undefined if it can. */
export function tagProblem(tag: string): string | undefined {
  if (!TAG.test(tag))
    return `"${tag}" is not a valid image tag. Expected 1 to ${LONGEST} letters, digits, dots, hyphens and underscores, and no . or - at the start`;
  if (RESERVED.test(tag))
    return `"${tag}" cannot be used as a tag: signatures and attestations are kept under such names`;
  return undefined;
}

/** Reads one template. A problem names the template and says what is wrong with it. */
export function parseTemplate(line: string): Template | { problem: string } {
  const refuse = (why: string) => ({ problem: `"${line}": ${why}` });
  const pairs = new Map<string, string>();
  for (const part of line.split(",")) {
    const [key = "", ...rest] = part.split("=");
    if (rest.length === 0) return refuse(`"${part}" has no =`);
    if (pairs.has(key.trim())) return refuse(`${key.trim()} appears twice`);
    pairs.set(key.trim(), rest.join("=").trim());
  }
  const type = pairs.get("type");
  const known = KEYS.get(type ?? "");
  if (type === undefined || known === undefined) return refuse("its type is unknown");
  const unknown = [...pairs.keys()].find((key) => key !== "type" && !known.includes(key));
  if (unknown !== undefined) return refuse(`type=${type} does not take ${unknown}`);
  return templateOf(type, pairs, refuse);
}

function templateOf(
  type: string,
  pairs: ReadonlyMap<string, string>,
  refuse: (why: string) => { problem: string },
): Template | { problem: string } {
  const prefix = pairs.get("prefix");
  if (prefix !== undefined && prefix !== "" && tagProblem(prefix) !== undefined)
    return refuse("no tag can start with this prefix");
  if (type === "sha" && (prefix ?? "").length > LONGEST - COMMIT_AND_KEY)
    return refuse(`the prefix of a commit has at most ${LONGEST - COMMIT_AND_KEY} characters`);
  if (type === "branch") return { type, prefix: prefix ?? "" };
  if (type === "sha") {
    const format = pairs.get("format") ?? "long";
    if (format !== "long" && format !== "short") return refuse("format has to be long or short");
    return { type, prefix: prefix ?? "sha-", format };
  }
  const value = pairs.get("value") ?? "";
  const problem = tagProblem(value);
  return problem === undefined ? { type: "raw", value } : refuse(problem);
}

/**
 * Returns the tags of templates for a commit, each once, in the order of the templates. `type=branch` gives no tag if
 * no branch is built, so the result may be empty.
 */
export function tagsOf(templates: readonly Template[], commit: Commit): string[] {
  const tags = templates.flatMap((template) => {
    if (template.type === "raw") return [template.value];
    if (template.type === "sha")
      return [template.prefix + (template.format === "long" ? commit.sha : commit.sha.slice(0, 7))];
    const branch = branchOf(commit);
    return branch === undefined ? [] : [branchTag(branch, template.prefix)];
  });
  return [...new Set(tags)];
}

/**
 * Events whose ref is a branch, although the built commit may be from somebody's pull request. The ref of
 * `pull_request_target` is the base branch, that of `issue_comment` the default branch, that of `merge_group` a
 * temporary branch.
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
const OF_PULL_REQUESTS = /^(?:pull_request|issue_comment|merge_group)/;

const branchOf = ({ ref, eventName }: Commit): string | undefined =>
  OF_PULL_REQUESTS.test(eventName) ? undefined : /^refs\/heads\/(.+)$/.exec(ref)?.[1];

/**
 * Returns a branch name as a tag. If characters have to be replaced, a hash of the complete name is appended: feature/a
 * and feature-a are two branches and must not share a tag, and a name without any ASCII letter still gives a tag.
 */
export function branchTag(branch: string, prefix = ""): string {
  const plain = prefix + branch;
  if (tagProblem(plain) === undefined) return plain;
  const hash = createHash("sha256").update(branch).digest("hex").slice(0, 8);
  const cleaned = branch.replaceAll(/[^A-Za-z0-9._-]+/g, "-").replace(/^sha256-/, "branch-sha256-");
  const kept = (prefix + cleaned).replace(/^[.-]+/, "").slice(0, LONGEST - hash.length - 1);
  return kept === "" ? hash : `${kept.replace(/[.-]+$/, "")}-${hash}`;
}
