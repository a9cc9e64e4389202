import { statusOf } from "./answer.ts";
import type { GitHubClient } from "./client.ts";

/**
 * Gives a pull request the wanted labels, and removes labels of `managed` that are not wanted. Other labels stay.
 * GitHub creates a label that the repository does not have.
 * @throws the octokit error if GitHub refuses
 */
export async function setLabels(
  client: GitHubClient,
  issue: number,
  { wanted, managed }: { wanted: readonly string[]; managed: readonly string[] },
): Promise<void> {
  const { issues } = client.octokit.rest;
  const place = { ...client.repository, issue_number: issue };
  const found = await client.octokit.paginate(issues.listLabelsOnIssue, {
    ...place,
    per_page: 100,
  });
  // GitHub ignores the case of names.
  const has = (names: readonly string[], name: string) =>
    names.some((one) => one.toLowerCase() === name.toLowerCase());
  const present = found.map(({ name }) => name);
  const missing = wanted.filter((name) => !has(present, name));
  if (missing.length > 0) await issues.addLabels({ ...place, labels: [...missing] });
  for (const name of present)
    if (has(managed, name) && !has(wanted, name))
      try {
        await issues.removeLabel({ ...place, name });
      } catch (error) {
        // Another job removed it first.
        if (statusOf(error) !== 404) throw error;
      }
}
