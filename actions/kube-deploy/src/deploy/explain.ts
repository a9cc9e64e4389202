import { ActionError } from "../../../lib/runtime/errors.ts";
import { accessEntryCommands, explain, forbidden, ruleFrom } from "../cluster/explain.ts";
import type { Where } from "../cluster/explain.ts";
import { ConnectionError } from "../api/errors.ts";

const textOf = ({ message, detail = "" }: ActionError): string => `${message}\n${detail}`;

/** Terraform's provider gave up waiting for pods; its words never say why (K-E 78, 79). */
export const waitedForRollout = (error: ActionError): boolean =>
  /Waiting for rollout to finish|exceeded its progress deadline|Waiting for (?:.* )?(?:replicas|StatefulSet|DaemonSet)|job: .* is not in complete state/i.test(
    textOf(error),
  );

/**
 * An error of terraform plan or apply whose cause is the cluster, with that cause and its fix; others come back as
 * they are (K-E 84: the words are those of the kubernetes provider).
 */
export function explainTerraform(error: unknown, where: Where): unknown {
  if (!(error instanceof ActionError) || !/^(plan|apply)-failed$/.test(error.reason)) return error;
  const text = textOf(error);
  const refusal = text.split("\n").find((line) => ruleFrom(line) !== undefined);
  if (refusal !== undefined) return withCause(forbidden(refusal.trim(), where), error);
  if (/x509: certificate signed by unknown authority/.test(text))
    return withCause(explain(new ConnectionError("certificate", "x509", text), where), error);
  if (/connect: connection refused|i\/o timeout|no such host|context deadline exceeded/.test(text))
    return withCause(
      explain(new ConnectionError("refused", firstMatch(text, /dial tcp .*/), text), where),
      error,
    );
  return explainRefusal(error, text, where) ?? error;
}

function explainRefusal(error: ActionError, text: string, where: Where): ActionError | undefined {
  const refuse = (reason: string, fix: string) =>
    new ActionError({ reason, message: error.message, fix, cause: error, ...detailOf(error) });
  if (/^\s*(?:\S+: )?Unauthorized$/m.test(text))
    return refuse(
      "cluster-unauthorized",
      where.eks === undefined
        ? "the workspace's provider uses other credentials than the kubeconfig; check its configuration"
        : `the workspace's provider is not let in: check its exec block (\`aws eks get-token\` with this cluster and region); or run: ${accessEntryCommands(where.eks).replace("\n", " && ")}`,
    );
  if (/exceeded quota/.test(text))
    return refuse("quota-exceeded", "raise the ResourceQuota of the namespace, or ask for less");
  if (/violates PodSecurity/.test(text))
    return refuse("pod-security", "set what the text names in the securityContext");
  if (/admission webhook .* denied/.test(text))
    return refuse("admission-denied", "change the object to fit the policy that the webhook names");
  if (/executable .* not found|exec: executable/.test(text))
    return refuse(
      "exec-plugin-missing",
      "the workspace's provider calls a program for its token that is not on this runner: install it (aws for `aws eks get-token`)",
    );
  return undefined;
}

const firstMatch = (text: string, pattern: RegExp): string => pattern.exec(text)?.[0] ?? "";

const detailOf = ({ detail }: ActionError): { detail?: string } =>
  detail === undefined ? {} : { detail };

/** The explanation, with terraform's own text as evidence. */
function withCause(explained: unknown, error: ActionError): unknown {
  if (!(explained instanceof ActionError)) return error;
  const { reason, message, fix } = explained;
  return new ActionError({
    reason,
    message,
    ...(fix === undefined ? {} : { fix }),
    ...detailOf(error),
    cause: error,
  });
}
