import type { ReportingRun } from "../../actions/lib/github/status-line.ts";

/** Who writes the line of a status; the secret hunter2 is hidden. */
export const reportingRun: ReportingRun = {
  actor: "octocat",
  run: { number: 9, attempt: 1, url: "https://github.example/o/r/actions/runs/9" },
  now: Date.UTC(2026, 10, 29, 1, 41, 30),
  redact: (text) => text.replaceAll("hunter2", "***"),
};
/** The same in the next attempt of the run. */
export const secondAttempt: ReportingRun = {
  ...reportingRun,
  run: { ...reportingRun.run, attempt: 2 },
};
