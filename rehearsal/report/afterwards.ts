import type { WorkspaceReport } from "./states.ts";
import type { Result } from "./result.ts";

/**
 * Describes the state after a run, for people.
 * @param hidden name of the image that the kubelet deliberately cannot find
 */
export function stateLines(result: Result, hidden?: string): string[] {
  return [
    "",
    "State afterwards",
    ...workspaceLines(result),
    ...result.approvals.map(({ job, environment, state, user }) =>
      line("approval", `${job} in ${environment}: ${state} by ${user}`),
    ),
    ...result.images.map((image) =>
      line(
        `image ${image.name}`,
        `${image.repository}@${image.digest} (${[
          originOf(image, result),
          ...(image.platforms.length === 0 ? [] : [image.platforms.join(", ")]),
          ...(image.name === hidden ? ["hidden from the kubelet on purpose"] : []),
        ].join("; ")})`,
      ),
    ),
    ...result.comments.map(({ pullRequest, author }) =>
      line("comment", `on pull request #${pullRequest} by ${author}`),
    ),
    ...(result.rolledBackTo === null
      ? []
      : [line("rolled back", `release ${result.rolledBackTo} runs again, verified`)]),
    ...releaseLines(result),
    ...urlLines(result),
  ];
}

/** Says where the verified release answers. A run that verified none knows nothing about an address. */
function urlLines({ url, release, rolledBackTo }: Result): string[] {
  const isVerified = release !== null || rolledBackTo !== null;
  return url !== null || isVerified ? [line("url", url ?? "none")] : [];
}

/** Describes the release that the run verified. A rollback takes its id. */
function releaseLines({ release }: Result): string[] {
  const { id, environment, commit } = (release ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof id !== "string" || typeof commit !== "string") return [];
  return [
    line("release", `${id} of commit ${commit.slice(0, 12)}, verified in ${String(environment)}`),
  ];
}

function originOf({ built }: Result["images"][number], { event }: Result): string {
  if (built) return "built";
  return event === "promote" ? "promoted, same bytes" : "found again, not built";
}

/** Describes the workspaces of each environment (without environment files: both workspaces), and every other state. */
function workspaceLines({ resources, environments, otherStates }: Result): string[] {
  const ofEnvironments = Object.entries(environments);
  const others = otherStates.map(({ bucket, key, ...report }) =>
    line("state", `s3://${bucket}/${key}: ${workspace(report)}`),
  );
  if (ofEnvironments.length > 0)
    return [
      ...ofEnvironments.flatMap(([name, { infrastructure, kubernetes }]) => [
        line(name, `infrastructure ${workspace(infrastructure)}`),
        line("", `kubernetes     ${workspace(kubernetes)}`),
      ]),
      ...others,
    ];
  const { infrastructure, kubernetes } = resources;
  if (others.length > 0 && isUntouched(infrastructure) && isUntouched(kubernetes)) return others;
  return [
    line("infrastructure", workspace(infrastructure)),
    line("kubernetes", workspace(kubernetes)),
    ...others,
  ];
}

const isUntouched = ({ resources, destroyed }: WorkspaceReport): boolean =>
  resources + destroyed === 0;

const line = (name: string, text: string): string => `  ${name.padEnd(16)} ${text}`;

function workspace({ resources, added, changed, destroyed }: WorkspaceReport): string {
  const changes = [
    added > 0 ? `${added} added` : "",
    changed > 0 ? `${changed} changed` : "",
    destroyed > 0 ? `${destroyed} destroyed` : "",
  ].filter((text) => text !== "");
  return `${resources} resources, ${changes.length === 0 ? "no changes" : changes.join(", ")}`;
}
