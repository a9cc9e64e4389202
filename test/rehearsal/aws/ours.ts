import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startAws } from "../../../rehearsal/aws/index.ts";
import { startRegistry } from "../../../rehearsal/registry/index.ts";
import { pushImage } from "../registry/image.ts";
import { ACCOUNT, FOREIGN_BUCKET, REGION, REPOSITORY, TRUST, type Account } from "./account.ts";
import { startIssuer } from "./issuer.ts";

/** Starts the embedded AWS with an issuer of tokens and a registry. */
export async function openOurs(): Promise<Account> {
  const directory = mkdtempSync(path.join(tmpdir(), "conformance-"));
  const issuer = await startIssuer(REPOSITORY);
  const registry = await startRegistry({ directory });
  const aws = await startAws({
    accountId: ACCOUNT,
    region: REGION,
    registry,
    oidc: { issuer: issuer.issuer, jwksUrl: issuer.jwksUrl },
    roles: [{ name: "fleet-deploy", trustPolicy: TRUST }],
    bucketsOfOtherAccounts: [FOREIGN_BUCKET],
  });
  const { secrets } = await aws.places.open({ accountId: ACCOUNT, region: REGION });
  const { password } = aws.ecr.issuePassword();
  const authorization = `Basic ${Buffer.from(`AWS:${password}`).toString("base64")}`;
  return {
    url: aws.url,
    key: aws.userKey("tester"),
    idToken: issuer.idToken,
    async pushImage(repository, tag, image) {
      await pushImage({ url: registry.url, authorization }, repository, tag, image);
    },
    putSecret: (name, value) => Promise.resolve(secrets.put(name, value)),
    deleteSecret: (name) => {
      secrets.delete(name);
      return Promise.resolve();
    },
    guarded: (run) => run(),
    async stop() {
      await Promise.all([issuer.close(), registry.close(), aws.close()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
