import { existsSync } from "node:fs";
import { afterAll, describe, expect, it } from "@jest/globals";
import { durationText } from "../../../../../rehearsal/runner/jobs/job.ts";
import { logOf, removeFolders, run, runSteps } from "../../../../support/workflows/run.ts";

afterAll(removeFolders);

const results = ({ result }: Awaited<ReturnType<typeof run>>) =>
  Object.fromEntries(result.jobs.map((job) => [job.id, job.result]));

describe("jobs", () => {
  it("report a failing step in the log, and as an annotation with the exit code", async () => {
    const observed = await run(`
on: push
jobs:
  broken:
    runs-on: x
    steps:
      - run: echo hello
      - run: exit 3
  skipped: { needs: broken, runs-on: x, steps: [{ run: "true" }] }
`);
    expect(results(observed)).toStrictEqual({ broken: "failure", skipped: "skipped" });
    expect(observed.result).toMatchObject({ ok: false, result: "failure" });
    const broken = observed.job("broken");
    expect(broken.annotations).toStrictEqual([
      { level: "error", message: "Process completed with exit code 3.", step: "Run exit 3" },
    ]);
    expect(logOf(broken)).toContain("hello\n");
  });

  it("have no matrix context without a matrix", async () => {
    const { lines } = await run(`
on: push
jobs:
  a:
    name: \${{ matrix == null && 'none' || 'some' }}
    runs-on: x
    steps: [{ run: "echo 'matrix: \${{ toJSON(matrix) }}'" }]
  b:
    strategy: { matrix: { n: [1] } }
    runs-on: x
    steps: [{ run: "echo 'matrix: \${{ matrix.n }}'" }]
`);
    expect(lines).toEqual(expect.arrayContaining(["matrix: null", "matrix: 1"]));
  });

  it.each([
    [1, "1m0s"],
    [0.5, "30s"],
    [90, "1h30m0s"],
    [360, "6h0m0s"],
  ])("of %d minutes have the time limit %s in messages", (minutes, expected) => {
    expect(durationText(minutes)).toBe(expected);
  });

  it("see variables and secrets of their environment, whatever the case of its name and of theirs", async () => {
    const { lines } = await run(
      `
on: push
jobs:
  a:
    runs-on: x
    environment: Dev
    steps: [{ run: "echo \${{ vars.PLACE }} \${{ vars.place }} \${{ secrets.KEY == 'of-dev' }}" }]
`,
      {
        vars: { Place: "repository" },
        environmentVars: { dev: { PLACE: "environment" } },
        secrets: { Key: "of-repository" },
        environmentSecrets: { dev: { KEY: "of-dev" } },
      },
    );
    expect(lines).toContain("environment environment true");
  });

  it("show debug messages if a secret or variable of the repository asks for it", async () => {
    const steps = `- run: echo "::debug::detail"; echo "debug=$RUNNER_DEBUG \${{ runner.debug }} is true"
  env: { ACTIONS_STEP_DEBUG: "true" }
`;
    const variable = { vars: { ACTIONS_STEP_DEBUG: "true" } };
    const shown = await runSteps(steps, variable);
    expect(shown.lines).toEqual(expect.arrayContaining(["##[debug]detail", "debug=1 1 is true"]));
    const secret = await runSteps(steps, { secrets: { ACTIONS_STEP_DEBUG: "true" } });
    expect(secret.lines).toContain("debug=1 1 is true");
    for (const others of [{}, { ...variable, secrets: { ACTIONS_STEP_DEBUG: "false" } }]) {
      const { lines } = await runSteps(steps, others);
      expect(lines).toContain("debug=  is true");
      expect(lines).not.toContain("##[debug]detail");
    }
  });

  it("see nothing of the environment that the rehearsal was started in", async () => {
    const { lines } = await run(`
on: push
jobs:
  a:
    runs-on: x
    steps: [{ run: 'echo "leak: [\${npm_config_user_agent:-}\${JEST_WORKER_ID:-}]"' }]
`);
    expect(lines).toContain("leak: []");
  });

  it("must not be lost: dropped outputs: outputs and URLs that contain a secret are dropped (E46)", async () => {
    const { lines, job } = await run(
      `
on: push
jobs:
  a:
    runs-on: x
    environment: { name: dev, url: "https://\${{ steps.s.outputs.account }}.example" }
    outputs: { account: "\${{ steps.s.outputs.account }}", digest: "\${{ steps.s.outputs.digest }}" }
    steps:
      - id: s
        run: |
          echo "::add-mask::111122223333"
          echo "account=111122223333" >> "$GITHUB_OUTPUT"
          echo "digest=sha256:1" >> "$GITHUB_OUTPUT"
          echo "account is 111122223333 in \${{ vars.REGION }}, secret \${{ secrets.KEY }}"
          echo "# for 111122223333" >> "$GITHUB_STEP_SUMMARY"
`,
      {
        vars: { REGION: "us" },
        environmentVars: { dev: { REGION: "eu" } },
        secrets: { KEY: "hush" },
      },
    );
    expect(lines).toContain("account is *** in eu, secret ***");
    expect(job("a")).toMatchObject({
      outputs: { digest: "sha256:1" },
      environment: { name: "dev" },
      summaries: ["# for ***\n"],
      steps: [{ outputs: { account: "***", digest: "sha256:1" } }],
    });
    expect(job("a").environment).not.toHaveProperty("url");
    expect(job("a").annotations.map(({ message }) => message)).toContain(
      "Skip output 'account' since it may contain secret.",
    );
  });

  it("have their environment and its URL, and their identity for credentials", async () => {
    const { job, identities } = await run(`
on: push
jobs:
  a:
    runs-on: x
    environment: { name: "\${{ github.ref_name }}", url: "https://\${{ steps.s.outputs.host }}" }
    steps: [{ id: s, run: 'echo host=example.org >> "$GITHUB_OUTPUT"' }]
`);
    expect(job("a").environment).toStrictEqual({ name: "main", url: "https://example.org" });
    expect(identities[0]).toMatchObject({
      id: "a",
      environment: "main",
      workflowRef: "example-org/fleet/.github/workflows/main.yml@refs/heads/main",
      sha: "a".repeat(40),
      eventName: "push",
      runId: 42,
    });
  });

  it("report what a process writes and the runner cannot read", async () => {
    const { job } = await runSteps(`
- run: echo nonsense >> "$GITHUB_OUTPUT"
  continue-on-error: true
- run: echo NODE_OPTIONS=--inspect >> "$GITHUB_ENV"
- run: echo "::set-env name=A::b"
  continue-on-error: true
- run: head -c 1048577 /dev/zero | tr '\\\\0' x >> "$GITHUB_STEP_SUMMARY"
`);
    expect(job("a").steps.map(({ outcome }) => outcome)).toStrictEqual([
      "failure",
      "success",
      "failure",
      "success",
    ]);
    expect(job("a").summaries).toStrictEqual([]);
    expect(job("a").annotations.map(({ message }) => message.slice(0, 60))).toStrictEqual([
      "Unable to process file command 'output' successfully.",
      "Invalid format 'nonsense'",
      "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV",
      "Unable to process command '::set-env name=A::b' successfully",
      "The `set-env` command is disabled. Please upgrade to using E",
      "$GITHUB_STEP_SUMMARY upload aborted, supports content up to ",
    ]);
  });

  it("run one after the other within one concurrency group", async () => {
    const step =
      "steps: [{ run: 'test ! -e ../../../../lock && touch ../../../../lock && rm ../../../../lock' }]";
    const { result, events } = await run(`
on: push
jobs:
  a: { runs-on: x, concurrency: one, ${step} }
  b: { runs-on: x, concurrency: { group: one, queue: max }, ${step} }
`);
    expect(result.ok).toBe(true);
    const order = events.flatMap((event) =>
      event.type === "job-started" || event.type === "job-finished" ? event.type : [],
    );
    expect(order).toStrictEqual(["job-started", "job-finished", "job-started", "job-finished"]);
  });

  it("know their check run, workflow file and event", async () => {
    const { lines, job } = await runSteps(
      `
- run: |
    echo "\${{ job.workflow_repository }}/\${{ job.workflow_file_path }} \${{ job.check_run_id }} \${{ job.status }}"
    cat "$GITHUB_EVENT_PATH" | tr -d ' \\n'; echo
    echo "\${{ hashFiles('none') }}|$GITHUB_REPOSITORY_ID|\${{ runner.os }}"
`,
      { event: { name: "push", payload: { repository: { id: 99 } } } },
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        "example-org/fleet/.github/workflows/main.yml 42001 success",
        '{"repository":{"id":99}}',
        "|99|Linux",
      ]),
    );
    expect(existsSync(job("a").log)).toBe(true);
  });
});

it("cancels a job that uses the group of its own workflow, even in another letter case", async () => {
  const { result, job } = await run(`
on: push
concurrency: Production
jobs:
  a: { concurrency: { group: production }, runs-on: x, steps: [{ run: echo never }] }
  b: { concurrency: other, runs-on: x, steps: [{ run: 'true' }] }
`);
  expect([result.result, job("a").result, job("b").result]).toStrictEqual([
    "cancelled",
    "cancelled",
    "success",
  ]);
  expect(job("a").annotations[0]?.message).toBe(
    "Canceling since a deadlock was detected for concurrency group: 'production' between a top level workflow and 'a'",
  );
});

it("fails a job whose timeout is no number", async () => {
  const { job, lines } = await run(`
on: push
jobs:
  a: { timeout-minutes: "\${{ github.run_id }}", runs-on: x, steps: [{ run: echo never }] }
  b: { timeout-minutes: "\${{ fromJSON(github.run_id) }}", runs-on: x, steps: [{ run: echo runs }] }
`);
  expect([job("a").result, job("b").result]).toStrictEqual(["failure", "success"]);
  expect(job("a").annotations).toStrictEqual([
    { level: "error", message: "Unexpected value '42' of timeout-minutes" },
  ]);
  expect(lines).not.toContain("never");
});
