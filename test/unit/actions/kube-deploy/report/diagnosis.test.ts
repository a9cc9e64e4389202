import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import {
  failedWorkload,
  lineOf,
  textOf,
  writeDiagnosis,
} from "../../../../../actions/kube-deploy/src/report/diagnosis.ts";
import type { Finding } from "../../../../../actions/kube-deploy/src/report/evidence.ts";
import { diagnosis } from "../rollout/statuses.ts";

const temporaryDirectory = mkdtempSync(path.join(tmpdir(), "diagnosis-"));
afterAll(() => rmSync(temporaryDirectory, { recursive: true, force: true }));

const finding: Finding = {
  workload: { kind: "Deployment", namespace: "shop", name: "web", shortLived: false },
  cause: {
    reason: "crash-loop",
    message: "container web keeps exiting: exit code 1",
    fix: "correct it",
    fatalAt: 0,
    pod: "web-1",
    container: "web",
    image: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:v1",
  },
  others: [diagnosis(0)],
  events: ["Warning BackOff: Back-off restarting failed container"],
  logs: [{ pod: "web-1", container: "web", previous: true, text: "no database\n[end]" }],
};

test("lineOf shows a finding in one line, with the image without its registry", () => {
  expect(lineOf(finding)).toBe(
    "Deployment shop/web: crash-loop (pod web-1, container web, image shop/web:v1): container web keeps exiting: exit code 1",
  );
});

test("a workload without a known pod has neither pod nor image", () => {
  const { workload, cause } = finding;
  const { reason, message, fix, fatalAt } = cause;
  const bare = { ...finding, workload, cause: { reason, message, fix, fatalAt } };
  expect(failedWorkload(bare)).toStrictEqual({
    kind: "Deployment",
    namespace: "shop",
    name: "web",
    reason,
    message,
  });
});

test("textOf shows a finding with its evidence", () => {
  expect(textOf(finding)).toBe(`${lineOf(finding)}
Fix: correct it
Also: no node can take the pod
Events:
  Warning BackOff: Back-off restarting failed container
Log of web-1/web before its last restart:
  no database
  [end]`);
});

test("K-E 37: the files are private", async () => {
  const folder = await writeDiagnosis([finding], { temporaryDirectory });
  for (const name of ["diagnosis.json", "diagnosis.txt"]) {
    const file = path.join(folder, name);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toMatch(/no database(?:\n {2}|\\n)\[end\]/);
  }
});
