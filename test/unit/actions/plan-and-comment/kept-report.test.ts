import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Job } from "../../../../actions/lib/runtime/job.ts";
import {
  keepReport,
  readKeptReport,
} from "../../../../actions/plan-and-comment/src/kept-report.ts";
import { headOf } from "../../../support/plan-comment.ts";

let job: Job;
beforeEach(() => {
  job = { temporaryDirectory: mkdtempSync(path.join(tmpdir(), "kept-report-")) } as Job;
});
afterEach(() => rmSync(job.temporaryDirectory, { recursive: true }));

const report = {
  subject: {
    label: "dev",
    directory: "infra",
    tool: "Terraform 1.11.4",
    commit: "0123",
    run: { number: 7, attempt: 1, url: "https://github.com/o/r/actions/runs/1" },
  },
  document: { head: headOf("", { what: "Apply" }), sections: [], foot: "" },
  planned: 3,
  ended: false,
  published: false,
};

test("the last of several kept reports is read back unchanged, from a private file", async () => {
  await keepReport(job, report);
  await keepReport(job, { ...report, published: true });
  expect(await readKeptReport(job)).toStrictEqual({ ...report, published: true });
  const { mode } = statSync(path.join(job.temporaryDirectory, "kept-report.json"));
  expect(mode & 0o777).toBe(0o600);
});

test("a step that never reached its apply kept no report", async () => {
  expect(await readKeptReport(job)).toBeUndefined();
});
