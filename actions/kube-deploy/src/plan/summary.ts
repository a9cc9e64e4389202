import { code, codeCell, escapeMarkdown } from "../../../lib/markdown/escape.ts";
import { table } from "../../../lib/markdown/layout.ts";
import type { Redact } from "../../../lib/redact/redactor.ts";
import type { PlanDifference } from "../../../lib/terraform/plan-digest/compare.ts";
import { describeDifference } from "../../../lib/terraform/plan-digest/compare.ts";
import { kindOf, movedFrom } from "../../../lib/terraform/plan-json.ts";
import type { Plan, ResourceChange } from "../../../lib/terraform/plan-json.ts";
import { imageChangesOf } from "./image-changes.ts";
import type { ImageChange } from "./image-changes.ts";

export interface PlanSummaryParts {
  environment: string;
  plan: Plan;
  /** False = applying the plan would do nothing. */
  changed: boolean;
  /** The differences found by planning a second time. */
  unstable: readonly PlanDifference[];
  /** Outputs that the workspace reads and that the infrastructure's plan changes. */
  provisional: readonly string[];
  redact: Redact;
}

/** Renders the section of the job summary: images, old and new, and every change by address and action. */
export function renderPlan({
  environment,
  plan,
  changed,
  unstable,
  provisional,
  redact,
}: PlanSummaryParts): string {
  const title = `### ${escapeMarkdown(environment)}: Kubernetes plan`;
  const note = provisional.length === 0 ? [] : [renderProvisional(provisional, redact)];
  if (!changed) return [title, ...note, "No changes."].join("\n\n");
  const images = imageChangesOf(plan);
  const changes = changesOf(plan);
  return [
    title,
    ...note,
    ...(images.length === 0 ? ["No image changes."] : [renderImages(images, redact)]),
    ...(changes.length === 0
      ? []
      : [
          table(
            ["Address", "Action"],
            changes.map(({ address, action }) => [
              codeCell(redact(address)),
              escapeMarkdown(redact(action)),
            ]),
          ),
        ]),
    ...(unstable.length === 0 ? [] : [renderUnstable(unstable, redact)]),
  ].join("\n\n");
}

/** Renders the section of a plan that cannot be made, because there is no cluster yet. */
export const renderNoCluster = (environment: string, cluster: string | undefined): string =>
  [
    `### ${escapeMarkdown(environment)}: no Kubernetes plan`,
    `There is no cluster ${cluster === undefined ? "" : `${code(cluster)} `}yet, and the workspace has nothing in its state: this is the first deployment. The job that applies creates the cluster and plans then. That plan may only create: give it ${code("unreviewed: create")}.`,
  ].join("\n\n");

const renderProvisional = (outputs: readonly string[], redact: Redact): string =>
  `**Provisional**: the plan of the infrastructure changes ${outputs.map((name) => code(redact(name))).join(", ")}, which this workspace reads. This workspace is planned again once the infrastructure is applied, and is applied only if the plan is still the same.`;

const renderImages = (images: readonly ImageChange[], redact: Redact): string =>
  table(
    ["Workload", "Container", "Image now", "Image after"],
    images.map(({ workload, container, before, after }) => [
      escapeMarkdown(redact(workload)),
      codeCell(redact(container)),
      imageCell(before, redact),
      imageCell(after, redact),
    ]),
  );

const imageCell = (image: string | undefined, redact: Redact): string =>
  image === undefined ? "–" : codeCell(redact(withoutHost(image)));

/** Removes the registry's host: it contains an account id, and is the same before and after. */
const withoutHost = (image: string): string => image.replace(/^(?:[^/]*[.:][^/]*|localhost)\//, "");

const renderUnstable = (unstable: readonly PlanDifference[], redact: Redact): string =>
  [
    "> [!WARNING]",
    "> **Not promotable**: this workspace was planned twice, and the plans differ at these addresses.",
    "",
    ...unstable.map(
      (one) => `- ${code(redact(one.address))}: ${escapeMarkdown(redact(describeDifference(one)))}`,
    ),
  ].join("\n");

function changesOf(plan: Plan): { address: string; action: string }[] {
  const resources = (plan.resource_changes ?? [])
    .filter((change) => !["none", "read"].includes(kindOf(change)))
    .map((change) => ({ address: change.address, action: actionOf(change) }));
  const outputs = Object.entries(plan.output_changes ?? {})
    .filter(([, { actions }]) => actions.join() !== "no-op")
    .map(([name, { actions }]) => ({ address: `output.${name}`, action: actions.join(", ") }));
  return [...resources, ...outputs];
}

function actionOf(change: ResourceChange): string {
  const previous = movedFrom(change);
  const moved = previous === undefined ? "" : `, moved from ${previous}`;
  return `${kindOf(change)}${moved}`;
}
