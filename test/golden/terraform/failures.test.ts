import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { fileURLToPath } from "node:url";
import { startReplay, statusReply } from "../../support/replay.ts";
import type { Replay } from "../../support/replay.ts";
import { Workspace } from "./workspace.ts";

const FOLDER = fileURLToPath(new URL("../../rehearsal/providers", import.meta.url));

// The words are those of the real provider in the same situations. They were noted when observed/plans.json was
// recorded.
describe("failures in the words of hashicorp/kubernetes", () => {
  let replay: Replay;
  /** A cluster whose API does not answer. */
  let gone: { url: string; certificateAuthority: string };
  let workspace: Workspace;

  beforeAll(async () => {
    const other = await startReplay();
    gone = { ...other.kubernetes };
    await other.close();
    replay = await startReplay();
    workspace = new Workspace("observed", replay.providers.environment(), FOLDER);
    await workspace.init();
  });

  afterEach(() => replay.kubernetes.faults.clear());

  afterAll(async () => {
    workspace.remove();
    await replay.close();
  });

  const apply = async (...variables: string[]): Promise<string> => {
    const trusted = [
      `-var=host=${replay.kubernetes.url}`,
      `-var=certificate_authority=${replay.kubernetes.certificateAuthority}`,
    ];
    const { code, stderr } = await workspace.terraform(
      "apply",
      "-auto-approve",
      "-input=false",
      "-no-color",
      ...trusted,
      ...variables,
    );
    return code === 0 ? "applied" : stderr.replaceAll(/\s+/g, " ");
  };

  const refuse = (path: RegExp, code: number, message: string) =>
    replay.kubernetes.faults.add({
      match: { method: "POST", path },
      times: Infinity,
      respond: statusReply(code, message),
    });

  it("an API that does not answer", async () => {
    const address = gone.url.replace("https://", "");
    expect(await apply(`-var=host=${gone.url}`)).toContain(
      `Post "${gone.url}/api/v1/namespaces": dial tcp ${address}: connect: connection refused`,
    );
  });

  it("an API with somebody else's certificate", async () => {
    expect(await apply(`-var=certificate_authority=${gone.certificateAuthority}`)).toContain(
      "tls: failed to verify certificate: x509: certificate signed by unknown authority",
    );
  });

  it("an identity without permission", async () => {
    const message = 'namespaces is forbidden: User "limited" cannot create resource "namespaces"';
    refuse(/./, 403, message);
    expect(await apply()).toContain(`Error: ${message}`);
  });

  it("a Deployment that the API refuses", async () => {
    const message = 'Deployment.apps "web" is invalid: spec.replicas: Invalid value';
    refuse(/deployments$/, 422, message);
    expect(await apply()).toContain(`Error: Failed to create deployment: ${message}`);
  });
});
