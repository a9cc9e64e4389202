import { isFields, type Fields } from "../patch.ts";
import { defaultPodSpec, fieldsIn, setDefault, under } from "./pods.ts";

function defaultTemplate(spec: Fields): void {
  const template = under(spec, "template");
  setDefault(template, "metadata", {});
  defaultPodSpec(under(template, "spec"));
}

export function defaultDeployment({ spec }: { spec: Fields }): void {
  setDefault(spec, "replicas", 1);
  setDefault(spec, "revisionHistoryLimit", 10);
  setDefault(spec, "progressDeadlineSeconds", 600);
  const strategy = under(spec, "strategy");
  setDefault(strategy, "type", "RollingUpdate");
  if (strategy["type"] === "RollingUpdate") {
    setDefault(under(strategy, "rollingUpdate"), "maxUnavailable", "25%");
    setDefault(under(strategy, "rollingUpdate"), "maxSurge", "25%");
  }
  defaultTemplate(spec);
}

export function defaultReplicaSet({ spec }: { spec: Fields }): void {
  setDefault(spec, "replicas", 1);
  defaultTemplate(spec);
}

export function defaultStatefulSet({ spec }: { spec: Fields }): void {
  setDefault(spec, "replicas", 1);
  setDefault(spec, "revisionHistoryLimit", 10);
  setDefault(spec, "podManagementPolicy", "OrderedReady");
  const retention = under(spec, "persistentVolumeClaimRetentionPolicy");
  setDefault(retention, "whenDeleted", "Retain");
  setDefault(retention, "whenScaled", "Retain");
  const strategy = under(spec, "updateStrategy");
  setDefault(strategy, "type", "RollingUpdate");
  if (strategy["type"] === "RollingUpdate")
    setDefault(under(strategy, "rollingUpdate"), "partition", 0);
  for (const claim of fieldsIn(spec, "volumeClaimTemplates")) {
    setDefault(claim, "apiVersion", "v1");
    setDefault(claim, "kind", "PersistentVolumeClaim");
    setDefault(under(claim, "spec"), "volumeMode", "Filesystem");
    setDefault(claim, "status", { phase: "Pending" });
  }
  defaultTemplate(spec);
}

export function defaultDaemonSet(set: Fields & { spec: Fields }): void {
  const { spec } = set;
  const metadata = under(set, "metadata");
  // The same number as the generation, for clients from before there was one.
  under(metadata, "annotations")["deprecated.daemonset.template.generation"] = String(
    typeof metadata["generation"] === "number" ? metadata["generation"] : 1,
  );
  setDefault(spec, "revisionHistoryLimit", 10);
  const strategy = under(spec, "updateStrategy");
  setDefault(strategy, "type", "RollingUpdate");
  if (strategy["type"] === "RollingUpdate") {
    setDefault(under(strategy, "rollingUpdate"), "maxUnavailable", 1);
    setDefault(under(strategy, "rollingUpdate"), "maxSurge", 0);
  }
  defaultTemplate(spec);
}

const JOB_KEYS = (name: string, uid: string): Record<string, string> => ({
  "batch.kubernetes.io/controller-uid": uid,
  "batch.kubernetes.io/job-name": name,
  "controller-uid": uid,
  "job-name": name,
});

export function defaultJob(job: Fields & { spec: Fields }): void {
  const { spec } = job;
  // Neither is set: one pod has to succeed. Only parallelism is set: a work queue without a count.
  if (spec["completions"] === undefined && spec["parallelism"] === undefined)
    spec["completions"] = 1;
  setDefault(spec, "parallelism", 1);
  setDefault(spec, "backoffLimit", 6);
  setDefault(spec, "completionMode", "NonIndexed");
  setDefault(spec, "suspend", false);
  setDefault(spec, "manualSelector", false);
  setDefault(spec, "podReplacementPolicy", "TerminatingOrFailed");
  defaultTemplate(spec);
  const { name, uid } = under(job, "metadata") as { name: string; uid: string };
  if (spec["manualSelector"] === true || spec["selector"] !== undefined) return;
  spec["selector"] = { matchLabels: { "batch.kubernetes.io/controller-uid": uid } };
  const labels = JOB_KEYS(name, uid);
  const template = under(under(spec, "template"), "metadata");
  template["labels"] = { ...(isFields(template["labels"]) ? template["labels"] : {}), ...labels };
  const metadata = under(job, "metadata");
  // A Job whose own labels are not given takes those of its template.
  if (!isFields(metadata["labels"])) metadata["labels"] = { ...(template["labels"] as Fields) };
}

export function defaultCronJob({ spec }: { spec: Fields }): void {
  setDefault(spec, "concurrencyPolicy", "Allow");
  setDefault(spec, "suspend", false);
  setDefault(spec, "successfulJobsHistoryLimit", 3);
  setDefault(spec, "failedJobsHistoryLimit", 1);
  const template = under(spec, "jobTemplate");
  setDefault(template, "metadata", {});
  defaultTemplate(under(template, "spec"));
}
