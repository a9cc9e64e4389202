import { beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createClient } from "../../../../../actions/lib/github/client.ts";
import type { GitHubClient } from "../../../../../actions/lib/github/client.ts";
import { setLabels } from "../../../../../actions/lib/github/labels.ts";
import { REPOSITORY, startJob } from "../../../../support/cloud.ts";
import { github, useGitHub } from "../../../../support/use-github.ts";

let client: GitHubClient;
useGitHub();
beforeAll(async () => {
  const { token } = await startJob(github, {}, { permissions: { "pull-requests": "write" } });
  const clock = { now: Date.now, wait: () => Promise.resolve() };
  client = createClient(token, { apiUrl: github.apiUrl, repository: REPOSITORY }, { clock });
});
beforeEach(() => {
  github.faults.clear();
  github.state.labels.splice(0);
});

const give = (...names: string[]) => {
  for (const name of names) github.state.labels.push({ repository: REPOSITORY, issue: 12, name });
};
const names = () => github.state.labels.map(({ name }) => name);
const set = (wanted: string[], managed: string[]) => setLabels(client, 12, { wanted, managed });
const writes = async (work: () => Promise<void>) => {
  const before = github.requests.length;
  await work();
  return github.requests.slice(before).filter(({ method }) => method !== "GET").length;
};

test.each([
  [
    "adds missing labels, and leaves labels that it does not manage",
    ["bug"],
    ["destroy"],
    ["bug", "destroy"],
    1,
  ],
  ["removes a label that no longer applies", ["bug", "destroy"], ["none"], ["bug", "none"], 2],
  ["writes nothing if the labels are right", ["Destroy"], ["destroy"], ["Destroy"], 0],
  ["adds several at once", [], ["destroy", "none"], ["destroy", "none"], 1],
  ["removes its label if none is wanted", ["destroy", "none", "bug"], [], ["bug"], 2],
])("%s", async (_, present, wanted, expected, sent) => {
  give(...present);
  expect(await writes(() => set(wanted, ["destroy", "none"]))).toBe(sent);
  expect(names()).toStrictEqual(expected);
});

test("a label that another job removed first is not an error, but a refusal is", async () => {
  give("destroy");
  github.faults.add({ match: { method: "DELETE" }, respond: { status: 404, body: "{}" } });
  await set([], ["destroy"]);
  github.faults.add({ match: { method: "DELETE" }, respond: { status: 403, body: "{}" } });
  await expect(set([], ["destroy"])).rejects.toMatchObject({ status: 403 });
});
