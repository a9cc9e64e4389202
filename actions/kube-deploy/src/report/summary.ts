import { codeCell, code, escapeMarkdown, fence } from "../../../lib/markdown/escape.ts";
import { details, table } from "../../../lib/markdown/layout.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import { describeInterruption } from "../apply-watch/interruption.ts";
import type { Interruption } from "../apply-watch/interruption.ts";
import type { ContractWarning } from "../image-contract/check.ts";
import { countPods, isReady } from "../readiness/verdict.ts";
import type { Status } from "../rollout/status.ts";
import type { Finding } from "./evidence.ts";
import { nameOf } from "../workloads/workloads.ts";
import { titleOf } from "./diagnosis.ts";
import { digestOf } from "../running/running-images.ts";
import type { SmokeResult } from "../smoke-tests/result.ts";
import type { Soak } from "../soak/soak.ts";
import type { Release } from "./release.ts";
import type { Unwatched } from "../workloads/unwatched.ts";
import { unwatchedLine } from "./verdict.ts";

export interface SummaryParts {
  /** Redacts texts from the cluster. The findings are already redacted. */
  redact: Redact;
  environment: string;
  cluster: string;
  /** How long the rollout was watched, for example "12.3 s". */
  seconds: string;
  statuses: readonly Status[];
  /** Workloads that are not healthy; empty with a release. */
  findings: readonly Finding[];
  release: Release | undefined;
  unwatched: readonly Unwatched[];
  smokeTests: readonly SmokeResult[];
  soak: Soak | undefined;
  /** Warnings from before the apply. */
  contractWarnings: readonly ContractWarning[];
  /** Undefined = the apply was not interrupted. */
  interruption?: Interruption | undefined;
}

const VERDICTS: Readonly<Record<Release["status"], string>> = {
  healthy: "✅ healthy",
  partial: "⚠️ healthy as far as it was watched",
  unverified: "⚠️ not verified: none of the given images was seen running",
};

/** Renders the section of the job summary: result, workloads, findings, release. */
export function renderSummary(parts: SummaryParts): string {
  const { environment, cluster, seconds, statuses, findings, release, unwatched, redact } = parts;
  const verdict = release === undefined ? failedVerdict(parts) : VERDICTS[release.status];
  return [
    `### ${escapeMarkdown(environment)}: ${verdict}`,
    `${statuses.length} ${statuses.length === 1 ? "workload" : "workloads"} of cluster ${code(cluster)} watched for ${watched(seconds, findings)}`,
    ...(statuses.length === 0
      ? []
      : [
          table(
            ["Workload", "Ready", "Image", "Status"],
            statuses.map((status) => row(status, findings, redact)),
          ),
        ]),
    ...(unwatched.length === 0 ? [] : [escapeMarkdown(unwatchedLine(unwatched))]),
    ...renderWarnings(parts),
    ...renderInterruption(parts),
    ...findings.map(renderFinding),
    ...renderVerification(parts),
    ...(release === undefined ? [] : [renderRelease(release)]),
  ].join("\n\n");
}

/** Seconds. A problem from before the watch, for example while Terraform waited, is found within a moment. */
const SHORT_WATCH = 10;

/** Says how long the rollout was watched. If times or counts next to it may be larger, also names the clock. */
const watched = (seconds: string, findings: readonly Finding[]): string =>
  findings.length > 0 && Number.parseFloat(seconds) < SHORT_WATCH
    ? `${seconds} by the runner's clock. Times and counts below come from the cluster, and reach further back.`
    : `${seconds}.`;

const failedVerdict = ({ smokeTests }: SummaryParts): string =>
  smokeTests.some(({ isPassed }) => !isPassed) ? "❌ a smoke test failed" : "❌ not healthy";

const renderWarnings = ({ contractWarnings, redact }: SummaryParts): string[] =>
  contractWarnings.length === 0
    ? []
    : [
        contractWarnings
          .map(({ message }) => `- ⚠️ image-contract: ${escapeMarkdown(redact(message))}`)
          .join("\n"),
      ];

function renderInterruption({ interruption, redact }: SummaryParts): string[] {
  if (interruption === undefined) return [];
  const { notBegun } = interruption;
  const list =
    notBegun.length === 0 ? [] : [details("Not begun", fence(redact(notBegun.join("\n"))))];
  return [`${escapeMarkdown(redact(describeInterruption(interruption)))}.`, ...list];
}

function renderVerification({ smokeTests, soak }: SummaryParts): string[] {
  const rows = smokeTests.map(({ name, isPassed, result }) => [
    codeCell(name),
    `${isPassed ? "✅" : "❌"} ${escapeMarkdown(result)}`,
  ]);
  return [
    ...(rows.length === 0 ? [] : [table(["Smoke test", "Result"], rows)]),
    ...(soak === undefined
      ? []
      : [`Soak: ${soak.seconds} s, ready since ${escapeMarkdown(soak.readySince)}.`]),
  ];
}

function row(status: Status, findings: readonly Finding[], redact: Redact): string[] {
  const { workload, verdict, images, wantedReady = verdict.ready } = status;
  const finding = findings.find((each) => each.workload === workload);
  const mark = isReady(verdict) ? "✅" : finding === undefined ? "⏳" : "❌";
  const text = finding === undefined ? redact(verdict.message) : finding.cause.reason;
  const old = verdict.ready - wantedReady;
  const serving =
    old > 0 ? `; ${countPods(old)} of an older version ${old === 1 ? "is" : "are"} ready` : "";
  return [
    escapeMarkdown(nameOf(workload)),
    `${wantedReady}/${verdict.desired}`,
    images.map((image) => codeCell(shortDigest(image))).join(" "),
    `${mark} ${escapeMarkdown(text)}${serving}`,
  ];
}

/** Returns the first digits of an image's digest, enough to distinguish two images; without a digest, its name. */
function shortDigest(image: string): string {
  const digest = digestOf(image);
  return digest === undefined ? image : digest.slice(0, "sha256:".length + 12);
}

function renderFinding({ workload, cause, others, events, logs }: Finding): string {
  const place = [
    ...(cause.pod === undefined ? [] : [`pod ${code(cause.pod)}`]),
    ...(cause.container === undefined ? [] : [`container ${code(cause.container)}`]),
    ...(cause.image === undefined ? [] : [`image ${code(cause.image)}`]),
  ];
  return [
    `#### ${escapeMarkdown(nameOf(workload))}: ${escapeMarkdown(cause.reason)}`,
    ...(place.length > 0 ? [place.join(", ")] : []),
    escapeMarkdown(cause.message),
    `**Fix:** ${escapeMarkdown(cause.fix)}`,
    ...logs.map((log) => `${escapeMarkdown(titleOf(log))}:\n\n${fence(log.text)}`),
    ...(events.length > 0 ? [details("Events", fence(events.join("\n")))] : []),
    ...(others.length > 0
      ? [details("Also", fence(others.map(({ message }) => message).join("\n")))]
      : []),
  ].join("\n\n");
}

function renderRelease({ id, commit, url, images, unverified }: Release): string {
  const row = (name: string, image: { repository: string; digest: string }, seen: string) => [
    escapeMarkdown(name),
    codeCell(`${image.repository}@${image.digest}`),
    escapeMarkdown(seen),
  ];
  const rows = [
    ...Object.entries(images).map(([name, image]) => row(name, image, "yes")),
    ...unverified.map((image) => row(image.name, image, `no: ${image.why}`)),
  ];
  return [
    `Release ${code(id)} of commit ${code(commit)}.`,
    ...(url === undefined ? [] : [`Address: <${encodeURI(url)}>`]),
    ...(rows.length > 0 ? [table(["Image", "Digest", "Seen running"], rows)] : []),
  ].join("\n\n");
}
