import { NotValid, splitLines } from "../../runtime/input-types.ts";
import type { InputType } from "../../runtime/input-types.ts";

/** One entry of `variables-from-secret`: a source of variables. */
export interface SecretSource {
  /** The entry as the user wrote it. */
  entry: string;
  /** The variable that gets the value; undefined = the secret is a JSON object of variable and value. */
  variable: string | undefined;
  /** Name or ARN of the secret. */
  id: string;
  /** The member of the secret's JSON object that contains the value; undefined = the complete text. */
  key: string | undefined;
  /** Staging label; undefined = AWSCURRENT, unless there is a version id. */
  stage: string | undefined;
  versionId: string | undefined;
}

/** The name of a variable. */
export const VARIABLE = /^[\p{L}_][\p{L}\p{N}_-]*$/u;
/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const NAME = /^[\w/+=.@-]{1,512}$/;
const REGION = /^[a-z]{2,}(?:-[a-z]+)+-\d+$/;

const EXPECTED =
  "entries, one per line, each a secret (fleet/dev/terraform) or variable=secret (db_password=fleet/dev/database:password)";

/**
 * Accepts secrets by name or ARN, followed by the suffix that ECS and CodeBuild use:
 * `:json-key:version-stage:version-id`.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
export const secretSources: InputType<SecretSource[], SecretSource[]> = {
  name: "list, one per line",
  expected: EXPECTED,
  empty: [],
  parse(given) {
    const sources = splitLines(given).map(parseEntry);
    const variables = sources.flatMap(({ variable }) => variable ?? []);
    const twice = variables.find((one, at) => variables.indexOf(one) !== at);
    if (twice !== undefined) throw new NotValid(`two entries give ${twice}`);
    return sources;
  },
};

function parseEntry(entry: string): SecretSource {
  const { variable, secret } = splitVariable(entry);
  const parts = secret.split(":");
  const isArn = parts[0] === "arn";
  const id = isArn ? parts.slice(0, 7).join(":") : (parts[0] ?? "");
  const [key, stage, versionId, ...more] = parts
    .slice(isArn ? 7 : 1)
    .map((one) => one || undefined);
  checkId(entry, id, isArn);
  if (more.length > 0)
    throw new NotValid(`"${entry}" has more fields than secret:json-key:version-stage:version-id`);
  if (key !== undefined && variable === undefined)
    throw new NotValid(
      `"${entry}" names the member ${key}, but no variable that gets it; write ${VARIABLE.test(key) ? key : "variable"}=${entry}`,
    );
  return { entry, variable, id, key, stage, versionId };
}

/**
 * Splits an entry into variable and secret. The name of a secret may contain a `=`. The part before the first one is
 * always the name of a variable.
 */
function splitVariable(entry: string): { variable: string | undefined; secret: string } {
  const at = entry.indexOf("=");
  const [before, after] = [entry.slice(0, Math.max(at, 0)).trim(), entry.slice(at + 1).trim()];
  // An ARN has colons before any `=`, and a path has slashes.
  if (at < 0 || /[:/]/.test(before)) return { variable: undefined, secret: entry };
  if (!VARIABLE.test(before))
    throw new NotValid(`"${before}" in "${entry}" is not the name of a variable`);
  return { variable: before, secret: after };
}

function checkId(entry: string, id: string, isArn: boolean): void {
  if (!isArn) {
    if (!NAME.test(id))
      throw new NotValid(
        `"${entry}" names no secret: a name has letters, digits and any of /_+=.@-`,
      );
    return;
  }
  const [, , service, region = "", account = "", kind, name = ""] = id.split(":");
  const isSecret = service === "secretsmanager" && kind === "secret" && NAME.test(name);
  if (!isSecret || !REGION.test(region) || !/^\d{12}$/.test(account))
    throw new NotValid(
      `"${entry}" has no ARN of a secret, such as arn:aws:secretsmanager:eu-west-1:111122223333:secret:fleet/dev/terraform-AbCdEf`,
    );
}
