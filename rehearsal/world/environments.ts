import { parse } from "yaml";

/** The facts of an environment file that the world needs. The actions validate the file; the world only uses it. */
export interface Environment {
  /** The file's name, which is the name of GitHub's environment. */
  name: string;
  region: string;
  /** Twelve digits. */
  account: string;
  bucket: string;
  /** Keys of the states, by part. */
  keys: { infrastructure: string; kubernetes: string };
  /** ARNs. */
  roles: { plan?: string; push?: string; deploy?: string };
  /** The prefix of its image repositories' names; "" if the file has none. */
  imagePrefix: string;
  promoteFrom?: string;
}

export interface Environments {
  all: Environment[];
  /** A sentence for each file that the world cannot use. */
  notes: string[];
}

/** The folder of the environment files. */
export const ENVIRONMENTS = "environments";
const ROLES = ["plan", "push", "deploy"] as const;

/**
 * Reads the environment files of a repository. A repository without such files has no environments.
 * @param files text of the files in environments/, by their names
 */
export function readEnvironments(files: Readonly<Record<string, string>>): Environments {
  const found: Environments = { all: [], notes: [] };
  for (const [file, content] of Object.entries(files)) {
    if (!/^[^/]+\.ya?ml$/.test(file)) continue;
    const read = readEnvironment(file, content);
    if (typeof read === "string") found.notes.push(`${ENVIRONMENTS}/${file}: ${read}`);
    else found.all.push(read);
  }
  return found;
}

/** @returns a sentence if the account, the region or the bucket is missing from the file */
function readEnvironment(file: string, content: string): Environment | string {
  let document: unknown;
  try {
    document = parse(content);
  } catch {
    return "the file is not valid YAML, so this rehearsal has no account, environment or roles for it.";
  }
  const text = (...keys: string[]): string => textAt(document, keys);
  const name = file.replace(/\.ya?ml$/, "");
  const [region, account, bucket] = [text("region"), text("account"), text("state", "bucket")];
  if (region === "" || !/^\d{12}$/.test(account) || bucket === "")
    return "region, account (twelve digits) or state.bucket is missing, so this rehearsal has no account, environment or roles for it.";
  const key = (part: string): string => text("state", "keys", part) || `${name}/${part}.tfstate`;
  const roles = ROLES.flatMap((role) => {
    const arn = text("roles", role);
    return arn === "" ? [] : [[role, arn] as const];
  });
  const promoteFrom = text("promote-from");
  return {
    name,
    region,
    account,
    bucket,
    roles: Object.fromEntries(roles),
    keys: { infrastructure: key("infrastructure"), kubernetes: key("kubernetes") },
    imagePrefix: text("images", "prefix"),
    ...(promoteFrom === "" ? {} : { promoteFrom }),
  };
}

/** Returns the text at a path of keys; "" for any other value. */
function textAt(value: unknown, keys: readonly string[]): string {
  let found = value;
  for (const key of keys)
    found =
      typeof found === "object" && found !== null
        ? (found as Record<string, unknown>)[key]
        : undefined;
  return typeof found === "string" || typeof found === "number" ? String(found) : "";
}
