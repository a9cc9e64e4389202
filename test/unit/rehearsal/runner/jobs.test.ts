import { existsSync } from "node:fs";
import { afterAll, describe, expect, it } from "@jest/globals";
import { logOf, removeFolders, run } from "../../../support/workflows/run.ts";

afterAll(removeFolders);

const results = ({ result }: Awaited<ReturnType<typeof run>>) =>
  Object.fromEntries(result.jobs.map((job) => [job.id, job.result]));

describe("jobs", () => {
  it("hand on outputs, run in the order of needs, and skip after a failure", async () => {
    const observed = await run(`
on: push
jobs:
  last:
    needs: [broken, first]
    runs-on: x
    steps: [{ run: "true" }]
  after:
    needs: last
    if: always()
    runs-on: x
    steps: [{ run: 'echo "last was \${{ needs.last.result }}"' }]
  rescue:
    needs: last
    if: failure()
    runs-on: x
    steps: [{ run: "true" }]
  first:
    runs-on: x
    outputs: { word: "\${{ steps.s.outputs.word }}", none: "\${{ steps.s.outputs.none }}" }
    steps:
      - id: s
        run: echo word=hello >> "$GITHUB_OUTPUT"
  broken:
    needs: first
    runs-on: x
    steps:
      - run: echo "\${{ needs.first.outputs.word }} world"
      - run: exit 3
      - run: echo never
      - if: failure()
        run: echo cleaning
`);
    expect(results(observed)).toStrictEqual({
      first: "success",
      broken: "failure",
      last: "skipped",
      after: "success",
      rescue: "success",
    });
    expect(observed.result).toMatchObject({ ok: false, result: "failure" });
    expect(observed.lines).toEqual(
      expect.arrayContaining(["hello world", "cleaning", "last was skipped"]),
    );
    expect(observed.lines).not.toContain("never");
    expect(observed.job("first").outputs).toStrictEqual({ word: "hello" });
    const broken = observed.job("broken");
    expect(broken.steps.map((step) => step.conclusion)).toStrictEqual([
      "success",
      "failure",
      "skipped",
      "success",
    ]);
    expect(broken.annotations).toStrictEqual([
      { level: "error", message: "Process completed with exit code 3.", step: "Run exit 3" },
    ]);
    expect(logOf(broken)).toContain("hello world\n");
  });

  it("layer env: workflow, job, GITHUB_ENV, step; PATH grows in front", async () => {
    const { lines } = await run(`
on: push
env: { A: workflow, B: workflow, C: workflow, D: workflow }
jobs:
  a:
    runs-on: x
    env: { B: job, C: job, D: job }
    steps:
      - run: |
          echo "C=file" >> "$GITHUB_ENV"
          echo "/one" >> "$GITHUB_PATH"
          echo "/two" >> "$GITHUB_PATH"
      - env: { D: step }
        run: |
          echo "$A $B $C $D \${{ env.C }} \${{ env.D }}"
          echo "\${PATH%%:/usr*}" | cut -d: -f1-2
          echo "leak: [\${npm_config_user_agent:-}\${JEST_WORKER_ID:-}]"
`);
    expect(lines).toEqual(
      expect.arrayContaining(["workflow job file step file step", "/two:/one", "leak: []"]),
    );
  });

  it("run multi-line scripts as they are written, quotes and indentation included", async () => {
    const { lines } = await run(`
on: push
jobs:
  a:
    runs-on: x
    steps:
      - run: |
          cat <<'EOF'
          \${{ github.ref_name }} 'single' "double"
            indented
          EOF
      - run: >-
          echo folded
          \${{ github.actor }}
`);
    expect(lines).toEqual(
      expect.arrayContaining([`main 'single' "double"`, "  indented", "folded octocat"]),
    );
  });

  it("use the shells and folders they are told", async () => {
    const { lines, job } = await run(`
on: push
defaults: { run: { shell: sh } }
jobs:
  a:
    runs-on: x
    defaults: { run: { working-directory: sub } }
    steps:
      - run: mkdir -p sub/deep
        working-directory: .
      - run: echo "$(basename "$PWD") \${BASH_VERSION:-sh}"
        working-directory: sub/deep
      - run: basename "$PWD"; false | true; echo "no pipefail"
        shell: bash -e {0}
      - run: false | true
        shell: bash
        continue-on-error: true
        id: pipe
      - run: echo "pipe \${{ steps.pipe.outcome }} \${{ steps.pipe.conclusion }}"
      - run: "true"
        shell: nothing
`);
    expect(lines).toEqual(expect.arrayContaining(["sub", "no pipefail", "pipe failure success"]));
    expect(job("a").annotations.at(-1)?.message).toContain("Invalid shell option");
    expect(job("a").result).toBe("failure");
  });

  it("multiply by their matrix", async () => {
    const observed = await run(`
on: push
jobs:
  build:
    name: Build
    runs-on: x
    strategy: { matrix: { image: [web, api], include: [{ image: web, port: 80 }] } }
    outputs: { "web": "\${{ steps.s.outputs.web }}", "api": "\${{ steps.s.outputs.api }}" }
    steps:
      - id: s
        run: echo "\${{ matrix.image }}=\${{ matrix.port || 'none' }} \${{ strategy.job-index }}/\${{ strategy.job-total }}" >> "$GITHUB_OUTPUT"
  after:
    name: After \${{ needs.build.result }}
    needs: build
    runs-on: x
    steps: [{ run: "echo \${{ needs.build.outputs.web }} and \${{ needs.build.outputs.api }}" }]
`);
    expect(observed.lines).toContain("80 0/2 and none 1/2");
    expect(observed.result.jobs.map(({ name }) => name).sort()).toStrictEqual([
      "After success",
      "Build (api)",
      "Build (web, 80)",
    ]);
  });

  it("may fail without failing the run when they continue on error", async () => {
    const observed = await run(`
on: push
jobs:
  a:
    runs-on: x
    continue-on-error: true
    steps: [{ run: exit 1 }]
  b:
    needs: a
    runs-on: x
    steps: [{ run: "echo \${{ needs.a.result }}" }]
`);
    expect(results(observed)).toStrictEqual({ a: "failure", b: "success" });
    expect(observed.result.ok).toBe(true);
    expect(observed.lines).toContain("success");
  });

  it("must not be lost: dropped outputs: those and URLs that hold a secret (E46)", async () => {
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

  it("name their environment, its URL, and themselves for credentials", async () => {
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

  it("fail when a process writes what the runner cannot read", async () => {
    const { job } = await run(`
on: push
jobs:
  a:
    runs-on: x
    steps:
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

  it("serialise by concurrency group within the run", async () => {
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

  it("tell of their check run, workflow file and event", async () => {
    const { lines, job } = await run(
      `
on: push
jobs:
  a:
    runs-on: x
    steps:
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
