import { beforeAll, expect, test } from "@jest/globals";
import { FLEET, octokitOf } from "../server.ts";
import { pushRun } from "../../../../support/github-records.ts";
import { github, useGitHub } from "../../../../support/use-github.ts";

useGitHub();
beforeAll(() => {
  for (const [id, conclusion] of [
    [1, "success"],
    [2, "failure"],
    [3, undefined],
    [4, "failure"],
  ] as const)
    github.state.putRun(pushRun(id, conclusion === undefined ? {} : { conclusion }));
});

test.each([
  [{}, [4, 3, 2, 1]],
  [{ per_page: 2 }, [4, 3]],
  [{ status: "failure" as const }, [4, 2]],
  [{ status: "completed" as const }, [4, 2, 1]],
  [{ status: "in_progress" as const }, [3]],
])("runs are listed with the newest first: %j", async (query, ids) => {
  const octokit = await octokitOf(github, { actions: "read" });
  const { data } = await octokit.rest.actions.listWorkflowRunsForRepo({ ...FLEET, ...query });
  expect(data.workflow_runs.map(({ id }) => id)).toStrictEqual(ids);
});

test("a run has the address of its page, and its branch", async () => {
  const octokit = await octokitOf(github, { actions: "read" });
  const { data } = await octokit.rest.actions.listWorkflowRunsForRepo(FLEET);
  expect(data).toMatchObject({ total_count: 4 });
  expect(data.workflow_runs[0]).toMatchObject({
    run_number: 4,
    head_branch: "main",
    conclusion: "failure",
    status: "completed",
    html_url: expect.stringMatching(/^http.*\/example-org\/fleet\/actions\/runs\/4$/),
  });
});
