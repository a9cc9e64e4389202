import type { ReportingRun } from "../../actions/lib/github/status-line.ts";

/** The run that writes the status line. It hides the secret hunter2. */
export const reportingRun: ReportingRun = {
  actor: "octocat",
  run: { number: 9, attempt: 1, url: "https://github.example/o/r/actions/runs/9" },
  now: Date.UTC(2026, 10, 29, 1, 41, 30),
  redact: (text) => text.replaceAll("hunter2", "***"),
};
/** The next attempt of the same run. */
export const secondAttempt: ReportingRun = {
  ...reportingRun,
  run: { ...reportingRun.run, attempt: 2 },
};
