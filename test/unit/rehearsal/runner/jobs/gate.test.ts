import { afterAll, describe, expect, it } from "@jest/globals";
import type { Deployment, Gate } from "../../../../../rehearsal/runner/request.ts";
import { removeFolders, run } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

const WORKFLOW = `on: push
jobs:
  first:
    runs-on: x
    environment: { name: production }
    steps: [{ run: 'echo ran' }]
  plain:
    runs-on: x
    steps: [{ run: 'true' }]
  next:
    needs: first
    runs-on: x
    environment: staging
    steps: [{ run: 'true' }]
`;

const approval = (state: "approved" | "rejected") => ({ state, user: "monalisa", comment: "" });

/** Runs the workflow with this answer of the world, and returns what the world was asked, too. */
async function runWith(gate: (deployment: Deployment) => Gate) {
  const asked: Deployment[] = [];
  const observed = await run(WORKFLOW, {
    gate: (deployment) => {
      asked.push(deployment);
      return gate(deployment);
    },
  });
  return { ...observed, asked };
}

describe("jobs that name an environment", () => {
  it("run if they are approved; nobody is asked about other jobs", async () => {
    const { result, asked, events } = await runWith(() => ({
      created: false,
      approval: approval("approved"),
    }));
    expect(result.ok).toBe(true);
    expect(asked).toStrictEqual([
      { job: "first", environment: "production", ref: "refs/heads/main" },
      { job: "next", environment: "staging", ref: "refs/heads/main" },
    ]);
    expect(result.approvals).toStrictEqual([
      { job: "first", environment: "production", ...approval("approved") },
      { job: "next", environment: "staging", ...approval("approved") },
    ]);
    const order = events.flatMap(({ type }) =>
      ["approval", "job-started"].includes(type) ? type : [],
    );
    expect(order.indexOf("approval")).toBeLessThan(order.lastIndexOf("job-started"));
  });

  it("fail without a step if they are rejected, and jobs that need them are skipped", async () => {
    const { result, job } = await runWith(() => ({
      created: false,
      approval: approval("rejected"),
    }));
    expect([result.result, job("next").result, job("plain").result]).toStrictEqual([
      "failure",
      "skipped",
      "success",
    ]);
    expect(job("first")).toMatchObject({
      result: "failure",
      steps: [],
      annotations: [
        { message: "The deployment was rejected or didn't satisfy other protection rules." },
      ],
    });
    expect(result.approvals).toHaveLength(1);
  });

  it("fail with the world's message if their ref may not deploy there", async () => {
    const { job, result } = await runWith(() => {
      throw new Error('Branch "x" is not allowed to deploy to production');
    });
    expect(job("first").annotations[0]?.message).toContain('Branch "x" is not allowed');
    expect(result.approvals).toStrictEqual([]);
  });

  it("report which environments GitHub made", async () => {
    const { result, events } = await runWith(({ environment }) => ({
      created: environment === "staging",
    }));
    expect(result.createdEnvironments).toStrictEqual(["staging"]);
    expect(events).toContainEqual({
      type: "environment-created",
      job: "next",
      environment: "staging",
    });
  });
});
