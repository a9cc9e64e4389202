// Comments and a summary as GitHub gets them. The pictures of the documentation show them. UPDATE_GOLDENS=1 rewrites
// them.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "@jest/globals";
import { renderSummary } from "../../../actions/kube-deploy/src/report/summary.ts";
import type { ReportingRun } from "../../../actions/lib/github/status-line.ts";
import type { Diagnostic } from "../../../actions/lib/terraform/events.ts";
import { failureOf } from "../../../actions/lib/terraform/failures.ts";
import { withDiagnostics } from "../../../actions/plan-and-comment/src/report/diagnostics.ts";
import { failureDocument } from "../../../actions/plan-and-comment/src/report/documents.ts";
import { fit } from "../../../actions/plan-and-comment/src/report/fit.ts";
import {
  appliedLine,
  planFailedLine,
  plannedLine,
} from "../../../actions/plan-and-comment/src/status/lines.ts";
import { planReport } from "../plan-and-comment/render.ts";

/** Hides nothing: no value is registered as a secret. */
const redact = (text: string) => text;
const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const url = (run: number) => `https://github.com/example-org/fleet/actions/runs/${run}`;
const reportingRun = (number: number): ReportingRun => ({
  actor: "octocat",
  redact,
  now: Date.UTC(2026, 10, 29, 9, 30),
  run: { number, attempt: 1, url: url(35 + number) },
});
const rendered = (name: string) =>
  readFileSync(path.join(import.meta.dirname, "../rendered", `${name}.md`), "utf8").trimEnd();

function failedPlan(): string {
  const error = (summary: string, more: Partial<Diagnostic>): Diagnostic => ({
    severity: "error",
    summary,
    detail: "",
    ...more,
  });
  const failure = failureOf(
    "plan",
    [
      error("Unsupported argument", {
        file: "main.tf",
        line: 41,
        address: "module.network.aws_vpc.this",
        detail: 'An argument named "cidr" is not expected here. Did you mean "cidr_block"?',
      }),
      error("Reference to undeclared input variable", {
        file: "outputs.tf",
        line: 7,
        detail: 'An input variable with the name "subnet_count" has not been declared.',
      }),
    ],
    "",
  );
  const rootModule = {
    directory: "/repo/terraform/infrastructure",
    job: {
      checkout: "/repo",
      temporaryDirectory: "/private",
      redactor: { redact },
      context: {
        serverUrl: "https://github.com",
        repository: "example-org/fleet",
        headSha: COMMIT,
      },
    },
  } as unknown as Parameters<typeof withDiagnostics>[2];
  const subject = {
    label: "dev",
    directory: "terraform/infrastructure",
    tool: "Terraform 1.11.4",
    commit: COMMIT,
    run: { number: 7, attempt: 1, url: url(42) },
  };
  const document = withDiagnostics(failureDocument(failure, subject, redact), failure, rootModule);
  return fit(document, 65_000);
}

function failedRollout(): string {
  const digest = `sha256:${"4fae2c".repeat(11).slice(0, 64)}`;
  const image = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/fleet/backend@${digest}`;
  const workload = { kind: "Deployment", namespace: "fleet", name: "backend", shortLived: false };
  const other = { ...workload, name: "frontend" };
  const cause = {
    reason: "crash-loop",
    fatalAt: 0,
    pod: "backend-6d5f8c-x2x7k",
    container: "backend",
    image,
    message: "the container ended with exit code 1, three times in 40 s",
    fix: "read the last lines of the log below: the program ends by itself",
  };
  const status = (of: object, state: string, ready: number) => ({
    workload: of,
    diagnoses: [],
    pods: [],
    images: [image],
    verdict: { state, desired: 2, ready, message: `${ready} of 2 pods ready` },
  });
  return renderSummary({
    redact,
    environment: "dev",
    cluster: "fleet-dev",
    seconds: "48.2 s",
    contractWarnings: [],
    statuses: [status(workload, "progressing", 1), status(other, "ready", 2)],
    findings: [
      {
        workload,
        cause,
        others: [],
        events: ["BackOff: restarting failed container"],
        logs: [
          {
            pod: cause.pod,
            container: "backend",
            previous: true,
            text: "listening on :8080\nError: DATABASE_URL is not set\n    at start (/app/server.js:14:11)",
          },
        ],
      },
    ],
    release: undefined,
    unwatched: [],
    smokeTests: [],
    soak: undefined,
  } as unknown as Parameters<typeof renderSummary>[0]);
}

const DONE = [{ address: "module.backend.kubernetes_deployment_v1.this", action: "update" }];

const COMMENTS: Readonly<Record<string, () => string>> = {
  create: () => `${plannedLine(reportingRun(7), true).text}\n\n${rendered("create")}`,
  "dangerous-update": () =>
    `${plannedLine(reportingRun(7), true).text}\n\n${rendered("replace-namespace")}`,
  "failed-plan": () => `${planFailedLine(reportingRun(7)).text}\n\n${failedPlan()}`,
  applied: () =>
    `${appliedLine(reportingRun(9), { done: DONE, failed: [], error: undefined }, true, "As reviewed in pull request #7: this is exactly the plan that was shown.").text}\n\n${fit({ ...planReport("update"), statusLine: { state: "applied", text: "" } }, 65_000)}`,
  "failed-rollout": failedRollout,
};

it.each(Object.keys(COMMENTS))("%s reads as reviewed", (name) => {
  const text = `${COMMENTS[name]?.() ?? ""}\n`;
  const golden = path.join(import.meta.dirname, `${name}.md`);
  if (process.env["UPDATE_GOLDENS"] === "1") writeFileSync(golden, text);
  expect(text).toBe(readFileSync(golden, "utf8"));
});
