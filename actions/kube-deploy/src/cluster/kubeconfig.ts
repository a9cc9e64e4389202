import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import * as z from "zod/mini";
import { ActionError, messageOf } from "../../../lib/runtime/errors.ts";
import type { Job } from "../../../lib/runtime/job.ts";
import { execute } from "../../../lib/process/execute.ts";
import { describeIssue } from "../../../lib/text/form-issues.ts";
import { readJson } from "../../../lib/text/json.ts";
import type { Access } from "../api/client.ts";

const text = z.optional(z.string());
const Exec = z.object({
  apiVersion: text,
  command: z.string(),
  args: z.optional(z.nullable(z.array(z.string()))),
  env: z.optional(z.nullable(z.array(z.object({ name: z.string(), value: z.string() })))),
});
const User = z.object({
  token: text,
  tokenFile: text,
  "client-certificate": text,
  "client-certificate-data": text,
  "client-key": text,
  "client-key-data": text,
  exec: z.optional(Exec),
});
const Cluster = z.object({
  server: z.string(),
  "certificate-authority": text,
  "certificate-authority-data": text,
  "tls-server-name": text,
  "insecure-skip-tls-verify": z.optional(z.boolean()),
});
/** @public checked by a test of the words of every form */
export const Kubeconfig = z.object({
  "current-context": z.string(),
  contexts: z.array(
    z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string() }) }),
  ),
  clusters: z.array(z.object({ name: z.string(), cluster: Cluster })),
  users: z.array(z.object({ name: z.string(), user: User })),
});

type ExecPlugin = z.infer<typeof Exec>;
type KubeconfigUser = z.infer<typeof User>;

/** A kubeconfig file, and the environment of its plugin. */
interface Source {
  file: string;
  job: Job;
  environment: Readonly<Record<string, string>>;
}

/**
 * Reads access from the current context of a kubeconfig file: token, token file, client certificate or exec plugin.
 * https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
 * @throws ActionError `invalid-kubeconfig`
 */
export async function readKubeconfig(
  file: string,
  job: Job,
  environment: Readonly<Record<string, string>>,
): Promise<Access> {
  const source = { file, job, environment };
  const config = await readConfig(source);
  const context = config.contexts.find(({ name }) => name === config["current-context"])?.context;
  const cluster = config.clusters.find(({ name }) => name === context?.cluster)?.cluster;
  const user = config.users.find(({ name }) => name === context?.user)?.user;
  if (cluster === undefined || user === undefined)
    throw invalid(
      file,
      `its current-context "${config["current-context"]}" does not name a context with a cluster and a user of the file`,
    );
  if (cluster["insecure-skip-tls-verify"] === true)
    throw invalid(
      file,
      "insecure-skip-tls-verify is not supported. Expected certificate-authority-data",
    );
  const authority = await textOrFile(
    source,
    cluster["certificate-authority-data"],
    cluster["certificate-authority"],
  );
  return {
    server: cluster.server,
    certificateAuthority: authority,
    serverName: cluster["tls-server-name"],
    ...(await identityOf(user, source)),
  };
}

async function readConfig({ file }: Source): Promise<z.infer<typeof Kubeconfig>> {
  let content: unknown;
  try {
    content = parse(await readFile(file, "utf8"));
  } catch (error) {
    throw invalid(file, messageOf(error).split("\n")[0] ?? "it cannot be read");
  }
  const result = Kubeconfig.safeParse(content);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) =>
    describeIssue(Kubeconfig, issue, content, "hidden"),
  );
  throw invalid(file, problems.join(" "));
}

async function identityOf(
  user: KubeconfigUser,
  source: Source,
): Promise<Pick<Access, "token" | "certificate">> {
  const cert = await textOrFile(
    source,
    user["client-certificate-data"],
    user["client-certificate"],
  );
  const key = await textOrFile(source, user["client-key-data"], user["client-key"]);
  if (key !== undefined) source.job.mask(key);
  const certificate = cert !== undefined && key !== undefined ? { certificate: { cert, key } } : {};
  const { token, tokenFile, exec } = user;
  if (exec !== undefined) return { ...certificate, token: execToken(exec, source) };
  if (tokenFile !== undefined) {
    const tokenPath = path.resolve(path.dirname(source.file), tokenFile);
    // Read for each request, because another process renews the token.
    const read = async () => masked(source.job, (await readFile(tokenPath, "utf8")).trim());
    return { ...certificate, token: read };
  }
  if (token !== undefined) {
    source.job.mask(token);
    return { ...certificate, token: () => Promise.resolve(token) };
  }
  if (!("certificate" in certificate))
    throw invalid(source.file, "its user has no token, tokenFile, client certificate or exec");
  return certificate;
}

function masked(job: Job, token: string): string {
  job.mask(token);
  return token;
}

const Credential = z.object({
  status: z.object({ token: z.string(), expirationTimestamp: z.optional(z.string()) }),
});

/** Runs the plugin if there is no token yet, or if the last token is about to expire or was refused. */
function execToken(plugin: ExecPlugin, source: Source): NonNullable<Access["token"]> {
  let known: { token: string; until: number } | undefined;
  return async (renew) => {
    if (!renew && known !== undefined && Date.now() < known.until) return known.token;
    const apiVersion = plugin.apiVersion ?? "client.authentication.k8s.io/v1";
    const info = { apiVersion, kind: "ExecCredential", spec: { interactive: false } };
    const added = Object.fromEntries((plugin.env ?? []).map(({ name, value }) => [name, value]));
    const done = await execute(
      {
        purpose: `the kubeconfig's plugin ${plugin.command}`,
        program: plugin.command,
        arguments: plugin.args ?? [],
        environment: {
          ...source.environment,
          ...added,
          KUBERNETES_EXEC_INFO: JSON.stringify(info),
        },
      },
      source.job,
    );
    const result = Credential.safeParse(readJson(done.stdout));
    if (done.exitCode !== 0 || !result.success)
      throw invalid(
        source.file,
        `its plugin \`${plugin.command}\` printed no token (exit code ${done.exitCode}): ${done.stderr.trim().split("\n").at(-1) ?? ""}`,
      );
    const { token, expirationTimestamp } = result.data.status;
    const end = Date.parse(expirationTimestamp ?? "");
    known = {
      token: masked(source.job, token),
      until: Number.isNaN(end) ? Infinity : end - 60_000,
    };
    return token;
  };
}

async function textOrFile(
  { file }: Source,
  data: string | undefined,
  other: string | undefined,
): Promise<string | undefined> {
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  if (other === undefined) return undefined;
  try {
    return await readFile(path.resolve(path.dirname(file), other), "utf8");
  } catch (error) {
    throw invalid(file, messageOf(error));
  }
}

const invalid = (file: string, problem: string): ActionError =>
  new ActionError({
    reason: "invalid-kubeconfig",
    message: `kubeconfig ${path.basename(file)} cannot be used: ${problem}`,
    fix: "give a kubeconfig whose current-context has a server, its certificate authority and a user",
  });
