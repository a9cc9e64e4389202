import { reportingRunOf } from "../../lib/github/this-run.ts";
import { ActionError } from "../../lib/runtime/errors.ts";
import { planRootModule } from "../../lib/terraform/plan.ts";
import type { Planned } from "../../lib/terraform/plan.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import type { Inputs } from "./contract.ts";
import { keepReport } from "./kept-report.ts";
import { publish, publishComment } from "./publish.ts";
import { cancelledDocument, failureDocument } from "./report/documents.ts";
import type { Subject } from "./report/subject.ts";
import { withDiagnostics } from "./report/diagnostics.ts";
import { setLabelsAndStatus } from "./labels/set-labels-and-status.ts";
import { notAppliedLine, planCancelledLine, planFailedLine } from "./status/lines.ts";
import type { PlanOptions } from "../../lib/terraform/arguments.ts";
import { findVariableFiles } from "../../lib/terraform/variable-files.ts";

/** Returns the options for planning a workspace, from the inputs. */
export function planOptionsOf(inputs: Inputs, rootModule: RootModule): PlanOptions {
  return {
    variables: inputs.variables,
    variableFiles: findVariableFiles(inputs.variableFiles, rootModule),
    targets: inputs.targets,
    replace: inputs.replace,
    destroy: inputs.destroy,
    refresh: inputs.refresh,
    parallelism: inputs.parallelism,
    lockTimeout: inputs.lockTimeout,
    extra: inputs.extraArgs,
  };
}

/**
 * Plans a workspace. Reports a failure in the summary, the comment, the labels and the commit status. A cancelled plan
 * is reported only in its comment.
 * @throws ActionError of the plan
 */
export async function planAndReportFailure(
  inputs: Inputs,
  rootModule: RootModule,
  subject: Subject,
  options: PlanOptions,
): Promise<Planned> {
  const { job } = rootModule;
  const { redact } = job.redactor;
  const by = reportingRunOf(job);
  const applies = inputs.command === "apply";
  const cancelled = {
    ...cancelledDocument(inputs.command, subject, redact),
    statusLine: planCancelledLine(by, applies),
  };
  const kept = { subject, planned: 0, document: cancelled, ended: true, create: "never" } as const;
  await keepReport(job, { ...kept, published: false });
  try {
    return await planRootModule(rootModule, options);
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    if (error.reason !== "cancelled") {
      const status = applies ? notAppliedLine(by, error.message) : planFailedLine(by);
      const failed = withDiagnostics(failureDocument(error, subject, redact), error, rootModule);
      failed.statusLine = status;
      failed.facts = ["plan-failed"];
      const { "comment-url": url } = await publish(inputs, job, subject, failed, true, "comment");
      const description = error.message;
      await setLabelsAndStatus(inputs, job, subject, {
        facts: failed.facts,
        isGood: false,
        description,
        url,
      });
    } else if (await publishComment(inputs, job, subject, cancelled, "never"))
      await keepReport(job, { ...kept, published: true });
    throw error;
  }
}
