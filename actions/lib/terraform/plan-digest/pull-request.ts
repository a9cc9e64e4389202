import type { Part } from "../../environment/environment.ts";
import { downloadArtifact, findArtifact } from "../../github/artifacts.ts";
import { statusOf } from "../../github/answer.ts";
import { createClient } from "../../github/client.ts";
import type { GitHubClient } from "../../github/client.ts";
import { readProtection } from "../../github/environments.ts";
import { findMergedPull } from "../../github/pulls.ts";
import { describeMissing } from "../../github/advice.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Job } from "../../runtime/job.ts";
import { readZipEntry } from "../../zip.ts";
import { parseManifest } from "./manifest-file.ts";
import type { ManifestFile } from "./manifest-file.ts";
import type { Expected } from "./verdict.ts";

/** The plan that a pull request showed. */
export interface ShownPlan {
  /** If this is a text, it says why there is no manifest. */
  manifest: ManifestFile | string;
  /** Name for messages: `pull request #7`. Undefined if no pull request was found. */
  where: string | undefined;
}

/** The plan to look for, and the token to use. */
export interface Wanted {
  environment: string | undefined;
  part: Part | undefined;
  githubToken: string | undefined;
}

/**
 * The most bytes of the archive, and of the manifest in it: a plan of 10,000 resources has a manifest of some 20 MB.
 */
const MOST_BYTES = 100_000_000;
/** The name under which the action writes the manifest and upload-artifact stores it. */
const MANIFEST = "plan-manifest.json";

/** Returns the name of the artifact in which plan.yml keeps the manifest of a part. */
const artifactName = ({ environment = "", part = "infrastructure" }: Wanted): string =>
  `plan-${environment}-${part}`;

/**
 * Finds the manifest of the plan that the merged pull request showed: in the newest successful run for the last commit
 * of its branch. An artifact's content counts only if its digest matches, because anyone who may push a branch can
 * upload one. No problem here is an error: without a manifest, `unreviewed` decides.
 */
export async function findShownPlan(
  wanted: Wanted,
  { context }: Pick<Job, "context">,
): Promise<ShownPlan> {
  const { githubToken } = wanted;
  const none = (why: string, where?: string): ShownPlan => ({ manifest: why, where });
  if (githubToken === undefined)
    return none("github-token is empty, so the pull request cannot be found");
  const client = createClient(githubToken, context);
  try {
    const pull = await findMergedPull(client, context);
    if (pull === undefined) return none(`no merged pull request brought the commit ${context.sha}`);
    const where = `pull request #${pull.number}`;
    if (!pull.isOwn)
      return none(`${where} comes from a fork, which gets no credentials to plan with`, where);
    return { manifest: await readShown(client, artifactName(wanted), pull.headSha, where), where };
  } catch (error) {
    return none(describeFailure(error, githubToken));
  }
}

/**
 * Reads the manifest from the artifact.
 * @throws the octokit error if GitHub refuses
 */
async function readShown(
  client: GitHubClient,
  name: string,
  headSha: string,
  where: string,
): Promise<ManifestFile | string> {
  const artifact = await findArtifact(client, name, headSha);
  if (artifact === undefined)
    return `no successful run of ${where} has the artifact ${name}: nothing was planned there`;
  if (artifact.expired) return `the artifact ${name} of ${where} has expired`;
  if (artifact.bytes > MOST_BYTES)
    return `the artifact ${name} of ${where} has more than ${MOST_BYTES} bytes`;
  const archive = await downloadArtifact(client, artifact);
  try {
    const bytes = readZipEntry(archive, MANIFEST, MOST_BYTES);
    if (bytes === undefined)
      return `the artifact ${name} of ${where} has no manifest: the environment had no digest key then`;
    return parseManifest(Buffer.from(bytes).toString("utf8"));
  } catch (error) {
    return `the artifact ${name} of ${where} cannot be read: ${messageOf(error)}`;
  }
}

/**
 * Describes GitHub's refusal of a token that may not read.
 * https://docs.github.com/rest/authentication/permissions-required-for-github-apps
 */
function describeFailure(error: unknown, token: string): string {
  const said = "GitHub did not give the pull request's plan: ";
  return [403, 404].includes(statusOf(error))
    ? said + describeMissing(error, token, "actions: read, pull-requests: read")
    : said + messageOf(error);
}

/**
 * Returns the default of `unreviewed`. If people approve changes of an environment, they approve what the pull request
 * showed: another plan stops. In an environment without required reviewers, every merge is deployed, whatever it does.
 */
export async function defaultUnreviewed(
  { environment = "", githubToken }: Wanted,
  { context }: Pick<Job, "context">,
): Promise<Required<Pick<Expected, "unreviewed" | "because">>> {
  const given = githubToken === undefined ? undefined : createClient(githubToken, context);
  const found =
    given === undefined
      ? { unreadable: "github-token is empty" }
      : await readProtection(given, environment);
  const name = `GitHub's environment "${environment}"`;
  if (found === "missing") return { unreviewed: "apply", because: `${name} does not exist` };
  if ("unreadable" in found)
    return {
      unreviewed: "stop",
      because: `it is not known whether ${name} has required reviewers: ${found.unreadable}`,
    };
  return found.hasReviewers
    ? { unreviewed: "stop", because: `${name} has required reviewers` }
    : { unreviewed: "apply", because: `${name} has no required reviewers` };
}
