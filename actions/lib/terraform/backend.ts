import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseJson } from "./json.ts";

/** Where an initialised folder keeps its state, when that is S3. */
export interface S3Backend {
  bucket: string;
  region: string;
  /** Object of the state of the selected Terraform workspace. */
  key: string;
  endpoint: string | undefined;
  /** The lock is an object beside the state. */
  lockFile: boolean;
}

interface Initialised {
  backend?: {
    type?: string;
    config?: {
      bucket?: string | null;
      key?: string | null;
      region?: string | null;
      workspace_key_prefix?: string | null;
      use_lockfile?: boolean | null;
      endpoints?: { s3?: string | null } | null;
    };
  };
}

/**
 * Reads what `init` has written about the backend; undefined when it is not S3, or when nothing is initialised.
 * @param environment of terraform: TF_DATA_DIR and TF_WORKSPACE count
 */
export async function readS3Backend(
  directory: string,
  environment: Readonly<Record<string, string>>,
): Promise<S3Backend | undefined> {
  const data = path.resolve(directory, environment["TF_DATA_DIR"] ?? ".terraform");
  const text = await readFile(path.join(data, "terraform.tfstate"), "utf8").catch(() => "{}");
  const { type, config } = (parseJson(text) as Initialised).backend ?? {};
  if (type !== "s3" || config === undefined) return undefined;
  const { bucket, key } = config;
  const region = config.region ?? environment["AWS_REGION"];
  if (!bucket || !key || !region) return undefined;
  const selected = await readFile(path.join(data, "environment"), "utf8").catch(() => "");
  const workspace = environment["TF_WORKSPACE"] ?? (selected.trim() || "default");
  return {
    bucket,
    region,
    key:
      workspace === "default"
        ? key
        : `${config.workspace_key_prefix ?? "env:"}/${workspace}/${key}`,
    endpoint: config.endpoints?.s3 ?? undefined,
    lockFile: config.use_lockfile === true,
  };
}
