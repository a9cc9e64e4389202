import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { clusterToken } from "../../../actions/kube-deploy/src/cluster/token.ts";
import type { Providers } from "../../../rehearsal/terraform/index.ts";
import { REGION, type Cloud } from "../../support/cloud.ts";

export const CLUSTER = "fleet-dev";

/** The provider hashicorp/kubernetes in a mirror of this machine. */
export interface RealProvider {
  /** Path for `filesystem_mirror { path = … }`. */
  directory: string;
}

const SOURCE = "hashicorp/kubernetes";

/**
 * Returns Terraform's environment with a replayed hashicorp/aws and the real hashicorp/kubernetes. The real provider
 * connects to the address that the replay returns and gets its token from `aws eks get-token`, which a program on PATH
 * replaces.
 */
export async function environmentOf(
  cloud: Cloud,
  providers: Providers,
  { directory }: RealProvider,
  user: string,
): Promise<Record<string, string>> {
  const home = path.join(cloud.directory, "real-provider");
  mkdirSync(home, { recursive: true });
  const configuration = path.join(home, "cli.tfrc");
  const mirror = `path = ${JSON.stringify(directory)}\n    include = ["*/${SOURCE}"]`;
  writeFileSync(
    configuration,
    `provider_installation {\n  filesystem_mirror {\n    ${mirror}\n  }\n}\n`,
  );
  const { TF_REATTACH_PROVIDERS } = providers.environment();
  const replayed = Object.entries(JSON.parse(TF_REATTACH_PROVIDERS) as Record<string, unknown>);
  const others = replayed.filter(([address]) => !address.endsWith(SOURCE));
  return {
    TF_REATTACH_PROVIDERS: JSON.stringify(Object.fromEntries(others)),
    TF_CLI_CONFIG_FILE: configuration,
    PATH: `${await standIn(home, cloud, user)}:${process.env["PATH"] ?? ""}`,
  };
}

/** Makes a folder with a program `aws` that answers every call as `aws eks get-token` does. */
async function standIn(home: string, cloud: Cloud, user: string): Promise<string> {
  const credentials = cloud.aws.userKey(user);
  const credential = {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    kind: "ExecCredential",
    spec: {},
    status: { token: await clusterToken({ credentials, region: REGION, cluster: CLUSTER }) },
  };
  writeFileSync(path.join(home, "token.json"), JSON.stringify(credential));
  const program = path.join(home, "aws");
  writeFileSync(program, '#!/bin/sh\nexec cat "$(dirname "$0")/token.json"\n');
  chmodSync(program, 0o755);
  return home;
}
