import { getSecretValue, secretsHost } from "../../aws/secrets-manager.ts";
import type { SigningClient } from "../../aws/json-request.ts";
import type { SecretVersion } from "../../aws/secrets-manager.ts";
import { explainSecretRefusal } from "../../aws/secret-failures.ts";
import { observeSdkError } from "../../aws/sdk-error.ts";
import { ActionError } from "../../runtime/errors.ts";
import type { Failure } from "../../runtime/errors.ts";
import { backendClient } from "../backend-identity.ts";
import type { NamedWorkspace } from "../hand-over/problems.ts";
import { sourcesOf } from "../hand-over/shared.ts";
import type { Sources } from "../hand-over/shared.ts";
import { plain } from "../hand-over/values.ts";
import type { Json } from "../json.ts";
import type { RootModule, UsedSecret } from "../root-module.ts";
import { leaves } from "../secrets.ts";
import type { SecretSource } from "./input-type.ts";
import { nameProblems } from "./problems.ts";
import { valuesOf } from "./values.ts";

/** The inputs that give variables. */
interface VariableInputs extends Sources {
  variablesFromSecret: readonly SecretSource[];
}

/** What an entry gave, or why it gives nothing. */
interface ReadSource {
  source: SecretSource;
  values: Record<string, Json>;
  versionId: string;
  failures: Failure[];
}

/**
 * Reads the secrets of `variables-from-secret` with the credentials that the tool has, masks what they give, and adds
 * it to the secret variables. Nothing is written here: the values reach the tool in the private file of all variables.
 * @param workspace undefined = the files of a release, which may declare fewer variables than today's
 * @throws ActionError `secret-unreadable`, `secret-unusable`, `secrets-manager-unavailable`, `no-aws-credentials`,
 *   `invalid-input`, with all problems of all entries
 */
export async function withVariablesFromSecret<Inputs extends VariableInputs>(
  inputs: Inputs,
  rootModule: RootModule,
  workspace: NamedWorkspace | undefined,
): Promise<{ inputs: Inputs; rootModule: RootModule }> {
  if (inputs.variablesFromSecret.length === 0) return { inputs, rootModule };
  const read = await readAll(inputs.variablesFromSecret, rootModule);
  const names = read.flatMap(({ source, values }) =>
    Object.keys(values).map((variable) => ({ variable, secret: source.id })),
  );
  const [failure, ...others] = distinct([
    ...read.flatMap((one) => one.failures),
    ...nameProblems(names, sourcesOf(inputs), workspace).map((message): Failure => ({
      reason: "invalid-input",
      message,
    })),
  ]);
  if (failure !== undefined) throw failTogether(failure, others);
  const given = read.flatMap(({ values }) => Object.entries(values));
  const secretVariables = {
    ...inputs.secretVariables,
    ...Object.fromEntries(given.map(([name, value]) => [name, plain(value)])),
  };
  const secrets = read.map(({ source, versionId, values }) => ({
    secret: source.id,
    versionId,
    variables: Object.keys(values).sort(),
  }));
  for (const one of secrets) rootModule.job.log.info(describeUse(one));
  return {
    inputs: { ...inputs, secretVariables, variablesFromSecret: [] },
    rootModule: { ...rootModule, secrets },
  };
}

const describeUse = ({ secret, versionId, variables }: UsedSecret): string =>
  `variables from the secret ${secret} (version ${versionId}): ${variables.join(", ") || "none"}`;

/** Reads all entries. Entries for the same version of a secret share one request. */
async function readAll(
  sources: readonly SecretSource[],
  rootModule: RootModule,
): Promise<ReadSource[]> {
  const { environment, job } = rootModule;
  const region = environment["AWS_REGION"] ?? "";
  const client = backendClient({ region, role: undefined, endpoints: {} }, rootModule);
  const reading = new Map<string, Promise<SecretVersion | Failure>>();
  job.cancelled.throwIfAborted();
  return await Promise.all(
    sources.map(async (source) => {
      const { id, stage, versionId } = source;
      const version = JSON.stringify([id, stage, versionId]);
      const answer = reading.get(version) ?? readVersion(source, client, rootModule);
      reading.set(version, answer);
      return accept(source, await answer, rootModule);
    }),
  );
}

async function readVersion(
  source: SecretSource,
  client: SigningClient,
  { job, environment }: RootModule,
): Promise<SecretVersion | Failure> {
  const { id, stage, versionId } = source;
  // An ARN names the region of its secret.
  const region = id.startsWith("arn:") ? (id.split(":")[3] ?? "") : client.region;
  if (region === "")
    return {
      reason: "invalid-input",
      message: `aws-region: nothing is given, and AWS_REGION is not set, so the region of the secret "${id}" is not known`,
      fix: "give aws-region, such as eu-west-1, or the ARN of the secret",
    };
  try {
    const place = { ...client, region };
    return await getSecretValue(source, place, { cancelled: job.cancelled, environment });
  } catch (error) {
    job.cancelled.throwIfAborted();
    const observed = observeSdkError("secretsmanager", error);
    const explained = explainSecretRefusal({
      ...observed,
      origin: "secretsmanager",
      secret: id,
      region,
      version: versionId ?? stage ?? "AWSCURRENT",
      host: secretsHost(region, environment),
    });
    return { ...explained, message: `variables-from-secret: ${explained.message}` };
  }
}

/** Masks what an entry gives, before any of it can be printed. Members that are not used do not leave this function. */
function accept(
  source: SecretSource,
  answer: SecretVersion | Failure,
  { job }: RootModule,
): ReadSource {
  if ("reason" in answer) return { source, values: {}, versionId: "", failures: [answer] };
  const { text, versionId } = answer;
  if (source.key === undefined && text !== undefined) job.mask(text);
  const { values, problems } = valuesOf(source, text);
  for (const leaf of leaves(values)) job.mask(leaf);
  const failures = problems.map(({ message, fix }): Failure => ({
    reason: "secret-unusable",
    fix,
    message: `variables-from-secret: ${message}`,
  }));
  return { source, values, versionId, failures };
}

/** Returns one error for all problems, so that they are corrected together. The first one gives the reason. */
function failTogether(first: Failure, others: readonly Failure[]): ActionError {
  if (others.length === 0) return new ActionError(first);
  const lines = [first, ...others].flatMap(({ message, fix }) => [
    message,
    ...(fix === undefined ? [] : [`  Fix: ${fix}`]),
  ]);
  return new ActionError({
    reason: first.reason,
    message: `variables-from-secret: ${others.length + 1} problems, so nothing was changed. ${first.message.replace(/^variables-from-secret: /, "The first: ")}`,
    fix: "correct each problem of the list",
    detail: lines.join("\n"),
  });
}

/** Removes equal failures: several entries of one secret may fail for the same cause. */
const distinct = (failures: readonly Failure[]): Failure[] => [
  ...new Map(failures.map((one) => [one.message, one])).values(),
];
