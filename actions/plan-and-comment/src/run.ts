import { rm } from "node:fs/promises";
import { keepLease } from "../../lib/releases/held-lease.ts";
import type { Job } from "../../lib/runtime/job.ts";
import { writePrivate } from "../../lib/runtime/private-file.ts";
import { printPlan } from "../../lib/terraform/print-plan.ts";
import type { RootModule } from "../../lib/terraform/root-module.ts";
import { runChanges, runCheck } from "./affected/changes.ts";
import type { AllInputs, Inputs, Outputs, PlanOutputs } from "./contract.ts";
import { handOver } from "./hand-over.ts";
import { findLiveRelease, reportNothingLive } from "./live-release.ts";
import { hasValues, hasWorkspace, openWorkspace } from "./open.ts";
import { absentWarnings } from "./changes/absent.ts";
import { limitsOf } from "./changes/limits.ts";
import { overviewOf } from "./changes/overview.ts";
import { countsOf, outputsBefore } from "./outputs.ts";
import { headline } from "./report/headline.ts";
import { identify, review } from "./review.ts";
import { enforcePolicy, checkPolicy } from "./policy/enforce.ts";
import { subjectOf } from "./subject.ts";
import { checkValues, runValues } from "./values/check.ts";
import { applyAndReport } from "./apply.ts";
import { planAndReportFailure, planOptionsOf } from "./plan-workspace.ts";
import { reportPlan } from "./report-plan.ts";

/** Works on one workspace, checks its values, finds the workspaces that a change affects, or checks an environment. */
export function run(inputs: AllInputs, job: Job): Promise<Outputs> {
  if (hasWorkspace(inputs)) return planWorkspace(inputs, job);
  if (hasValues(inputs)) return runValues(inputs, job);
  return inputs.command === "check" ? runCheck(inputs, job) : runChanges(inputs, job);
}

/**
 * Plans a workspace and reports the plan. With `command: apply`, also applies exactly this plan and reports the result.
 * With `images-from: live`, nothing is planned as long as no release is live; only the values that are known are
 * checked.
 */
async function planWorkspace(given: Inputs, job: Job): Promise<Outputs> {
  const rootModule = await openWorkspace(given, job);
  const live = await findLiveRelease(given, rootModule);
  if ("why" in live) {
    await checkValues(given, rootModule);
    return reportNothingLive(given, live.why, job);
  }
  const handed = await handOver(given, live.release, rootModule);
  return await planAndReport(handed.inputs, handed.rootModule);
}

async function planAndReport(inputs: Inputs, rootModule: RootModule): Promise<PlanOutputs> {
  const { job } = rootModule;
  keepLease(rootModule);
  const subject = await subjectOf(inputs, rootModule);
  const options = planOptionsOf(inputs, rootModule);
  const planned = await planAndReportFailure(inputs, rootModule, subject, options);
  try {
    const limits = limitsOf(planned.plan, options, rootModule.environment);
    const overview = overviewOf(planned.plan, limits);
    job.log.info(headline(overview));
    for (const warning of absentWarnings(planned.plan, options, rootModule.environment))
      job.log.warning(warning);
    const common = {
      "exit-code": planned.changed ? 2 : 0,
      ...countsOf(overview, planned.changed),
      "plan-json-path": await writePrivate(job, "plan.json", planned.text),
    };
    // Later steps get these outputs even if the apply fails.
    job.setOutputs(common);
    await printPlan(rootModule, planned);
    const verdict = await checkPolicy(inputs, job, common["plan-json-path"]);
    const identity = await identify(inputs, rootModule, planned);
    if (inputs.command === "apply") {
      const reported = { overview, subject };
      const reviewed = await review(inputs, rootModule, planned, identity, reported);
      await enforcePolicy(inputs, job, verdict, reported);
      return {
        ...common,
        ...(await applyAndReport(inputs, rootModule, { subject, planned, overview, reviewed })),
      };
    }
    const published = await reportPlan(inputs, rootModule, planned, {
      overview,
      subject,
      options,
      verdict,
    });
    if (verdict?.error !== undefined) throw verdict.error;
    return { ...common, ...published, "outputs-json": outputsBefore(planned.plan, job) };
  } finally {
    // The plan file has every value of the workspace in clear text, and no later step needs it.
    await rm(planned.file, { force: true });
  }
}
