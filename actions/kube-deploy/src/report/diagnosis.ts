import type { FailureReason } from "../../../lib/runtime/errors.ts";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Redact } from "../../../lib/redact/redactor.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { shortImage } from "../diagnosis/text.ts";
import { causeOf } from "../rollout/cause.ts";
import type { Status } from "../rollout/status.ts";
import { redactDiagnosis } from "./evidence.ts";
import type { ContainerLog, Finding } from "./evidence.ts";
import { nameOf } from "../workloads/workloads.ts";

/** A workload that is not healthy, as in the output `failed-workloads`. */
interface FailedWorkload {
  kind: string;
  namespace: string;
  name: string;
  reason: FailureReason;
  message: string;
  pod?: string;
  container?: string;
  image?: string;
}

export const failedWorkload = ({ workload, cause }: Finding): FailedWorkload => ({
  kind: workload.kind,
  namespace: workload.namespace,
  name: workload.name,
  reason: cause.reason,
  message: cause.message,
  ...(cause.pod === undefined ? {} : { pod: cause.pod }),
  ...(cause.container === undefined ? {} : { container: cause.container }),
  ...(cause.image === undefined ? {} : { image: shortImage(cause.image) }),
});

/** Describes a finding in one line that names workload, reason, pod, container and image. */
export function lineOf(finding: Finding): string {
  const { reason, message, pod, container, image } = failedWorkload(finding);
  const where = [
    ...(pod === undefined ? [] : [`pod ${pod}`]),
    ...(container === undefined ? [] : [`container ${container}`]),
    ...(image === undefined ? [] : [`image ${image}`]),
  ];
  const place = where.length > 0 ? ` (${where.join(", ")})` : "";
  return `${nameOf(finding.workload)}: ${reason}${place}: ${message}`;
}

/** Returns why a workload was not ready, in the form of `lineOf`, without further evidence; redacted. */
export const lineOfStatus = (status: Status, redact: Redact): string =>
  lineOf({
    workload: status.workload,
    cause: redactDiagnosis(causeOf(status), redact),
    others: [],
    events: [],
    logs: [],
  });

/** Renders a finding with its evidence as plain text. */
export function textOf(finding: Finding): string {
  const parts = [lineOf(finding), `Fix: ${finding.cause.fix}`];
  if (finding.others.length > 0)
    parts.push(`Also: ${finding.others.map(({ message }) => message).join("\n      ")}`);
  if (finding.events.length > 0) parts.push(`Events:\n${indent(finding.events.join("\n"))}`);
  for (const log of finding.logs) parts.push(`${titleOf(log)}:\n${indent(log.text)}`);
  return parts.join("\n");
}

export const titleOf = ({ pod, container, previous }: ContainerLog): string =>
  `Log of ${pod}/${container}${previous ? " before its last restart" : ""}`;

const indent = (text: string): string => text.replaceAll(/^/gm, "  ");

/** Writes diagnosis.json and diagnosis.txt with mode 0600. Returns their folder. The findings are already redacted. */
export async function writeDiagnosis(
  findings: readonly Finding[],
  { temporaryDirectory }: Pick<Job, "temporaryDirectory">,
): Promise<string> {
  const directory = path.join(temporaryDirectory, "diagnosis");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const files = {
    "diagnosis.json": `${JSON.stringify({ workloads: findings.map(asData) }, undefined, 2)}\n`,
    "diagnosis.txt": `${findings.map(textOf).join("\n\n")}\n`,
  };
  for (const [name, text] of Object.entries(files))
    await writeFile(path.join(directory, name), text, { mode: 0o600 });
  return directory;
}

const asData = (finding: Finding) => ({
  ...failedWorkload(finding),
  fix: finding.cause.fix,
  also: finding.others.map(({ reason, message, pod, container }) => ({
    reason,
    message,
    pod,
    container,
  })),
  events: finding.events,
  logs: finding.logs,
});
