import { afterAll, describe, expect, it } from "@jest/globals";
import { removeFolders, repositoryOf, run } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

const pipeline = repositoryOf(
  "example-org/pipeline",
  {
    ".github/workflows/deploy.yml": `
on:
  workflow_call:
    inputs:
      environment: { type: string, required: true }
      apply: { type: boolean, default: true }
      note: { type: string, default: "" }
    secrets: { key: { required: false } }
    outputs:
      url: { value: "\${{ jobs.release.outputs.url }}" }
      nothing: { value: "" }
permissions: {}
env: { SHARED: callee }
jobs:
  release:
    name: Release \${{ inputs.environment }}
    runs-on: x
    environment: \${{ inputs.environment }}
    permissions: { id-token: write }
    outputs: { url: "\${{ steps.s.outputs.url }}" }
    steps:
      - id: s
        run: |
          echo "url=https://\${{ inputs.environment }}.example" >> "$GITHUB_OUTPUT"
          echo "apply=\${{ inputs.apply }} note=[\${{ inputs.note }}] key=[\${{ secrets.key && 'given' }}] other=[\${{ secrets.OTHER }}]"
          echo "\${{ job.workflow_ref }} \${{ job.workflow_sha }} \${{ github.workflow }} $GITHUB_WORKFLOW_REF $SHARED"
          echo "\${{ vars.PLACE }}"
      - uses: actions/checkout@v6
        with: { repository: "\${{ job.workflow_repository }}", ref: "\${{ job.workflow_sha }}", path: .pipeline }
      - run: ls -a . .pipeline | tr '\\n' ' '; echo
      - uses: $/actions/sibling
  nested:
    needs: release
    uses: $/.github/workflows/inner.yml
`,
    ".github/workflows/inner.yml": `
on: workflow_call
jobs:
  deep: { runs-on: x, steps: [{ run: 'echo "deep \${{ job.workflow_file_path }}"' }] }
`,
    "actions/sibling/action.yml": `
name: s
description: s
runs: { using: composite, steps: [{ run: "echo sibling of the pipeline", shell: sh }] }
`,
  },
  "b".repeat(40),
);

const caller = (apply: string) => `
name: Caller
on: push
env: { SHARED: caller }
jobs:
  dev:
    permissions: { id-token: write, contents: read }
    uses: example-org/pipeline/.github/workflows/deploy.yml@v1.2.0
    with: { environment: dev, apply: "${apply}" }
    secrets: { key: "\${{ secrets.KEY }}" }
  after:
    needs: dev
    runs-on: x
    steps: [{ run: 'echo "\${{ needs.dev.result }} \${{ needs.dev.outputs.url }}"' }]
`;

describe("reusable workflows", () => {
  it("see no secret that they are not given, even if they declare one", async () => {
    const { lines } = await run(caller("${{ true }}").replace(/ +secrets: .*\n/, ""), {
      others: [pipeline],
      secrets: { KEY: "k3y", key: "k3y", OTHER: "other" },
    });
    expect(lines).toContain("apply=true note=[] key=[] other=[]");
  });

  it("run with typed inputs, secrets, their own refs, and nested calls", async () => {
    const { result, lines, identities, job } = await run(
      caller("${{ github.ref == 'refs/heads/main' }}"),
      {
        others: [pipeline],
        secrets: { KEY: "k3y", OTHER: "other" },
        vars: { PLACE: "repository" },
        environmentVars: { dev: { PLACE: "environment" } },
      },
    );
    expect(result.ok).toBe(true);
    expect(result.jobs.map(({ id, name }) => [id, name])).toStrictEqual([
      ["dev / release", "dev / Release dev"],
      ["dev / nested / deep", "dev / nested / deep"],
      ["after", "after"],
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        "apply=true note=[] key=[given] other=[]",
        `example-org/pipeline/.github/workflows/deploy.yml@refs/tags/v1.2.0 ${"b".repeat(40)} Caller example-org/fleet/.github/workflows/main.yml@refs/heads/main`.concat(
          " callee",
        ),
        "environment",
        "sibling of the pipeline",
        "deep .github/workflows/inner.yml",
        "success https://dev.example",
      ]),
    );
    expect(lines.some((line) => line.includes(".github actions"))).toBe(true);
    expect(job("dev / release").environment).toStrictEqual({ name: "dev" });
    expect(identities[0]).toMatchObject({
      id: "dev / release",
      environment: "dev",
      permissions: { "id-token": "write" },
      workflowRef: "example-org/pipeline/.github/workflows/deploy.yml@refs/tags/v1.2.0",
      workflowSha: "b".repeat(40),
      callerWorkflowRef: "example-org/fleet/.github/workflows/main.yml@refs/heads/main",
      repository: "example-org/fleet",
    });
    expect(identities[1]?.permissions).toStrictEqual({});
  });

  it("can be given the job's token as a secret, but not github.token, which is empty there", async () => {
    const called = repositoryOf("a/b", {
      ".github/workflows/w.yml": `
on: { workflow_call: { secrets: { TOKEN: {}, HEADER: {}, OTHER: {} } } }
jobs:
  x:
    runs-on: x
    steps:
      - run: echo "\${{ secrets.TOKEN == github.token }} \${{ secrets.HEADER == format('token {0}', github.token) }} [\${{ secrets.OTHER }}]"
      - run: echo "\${{ secrets.HEADER }}"
`,
    });
    const { lines } = await run(
      `
on: push
jobs:
  call:
    uses: a/b/.github/workflows/w.yml@main
    secrets:
      TOKEN: \${{ secrets.GITHUB_TOKEN }}
      HEADER: token \${{ secrets.GITHUB_TOKEN }}
      OTHER: \${{ github.token }}
`,
      { others: [called] },
    );
    expect(lines).toContain("true true []");
    expect(lines.join("\n")).not.toContain("ghs_token");
  });

  it("refuse a value of the wrong type that is known only in the run", async () => {
    const { result, job } = await run(caller("${{ github.actor }}"), { others: [pipeline] });
    expect(result.result).toBe("failure");
    expect(job("dev").annotations).toStrictEqual([
      { level: "error", message: "Unexpected value 'octocat' (input 'apply' takes a boolean)" },
    ]);
    expect(job("after").result).toBe("skipped");
  });

  it("report a concurrency group that would wait for itself", async () => {
    const called = repositoryOf("a/b", {
      ".github/workflows/w.yml":
        "on: workflow_call\njobs: { x: { concurrency: one, runs-on: x, steps: [{ run: 'true' }] } }\n",
    });
    const { job } = await run(
      `on: push\njobs: { call: { concurrency: one, uses: a/b/.github/workflows/w.yml@main } }\n`,
      { others: [called] },
    );
    expect(job("call / x").result).toBe("cancelled");
    expect(job("call / x").annotations[0]?.message).toContain(
      "deadlock was detected for concurrency group: 'one'",
    );
  });

  it("report a group that a called workflow shares with its caller, because both use github.workflow", async () => {
    const group = "concurrency: { group: '${{ github.workflow }}', cancel-in-progress: true }";
    const called = repositoryOf("a/b", {
      ".github/workflows/w.yml": `on: workflow_call\nname: called\n${group}\njobs: { x: { runs-on: x, steps: [{ run: 'true' }] } }\n`,
    });
    const { job, result } = await run(
      `on: push\nname: caller\n${group}\njobs: { call: { uses: a/b/.github/workflows/w.yml@main } }\n`,
      { others: [called] },
    );
    expect(result.result).toBe("cancelled");
    expect(job("call").annotations[0]?.message).toBe(
      "Canceling since a deadlock was detected for concurrency group: 'caller' between a top level workflow and 'call'",
    );
  });
});
