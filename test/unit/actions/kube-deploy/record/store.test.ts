import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import type { Inputs } from "../../../../../actions/kube-deploy/src/contract.ts";
import { openStoreOf } from "../../../../../actions/kube-deploy/src/record/store.ts";
import type { RootModule } from "../../../../../actions/lib/terraform/root-module.ts";
import { REGION } from "../../../../support/cloud.ts";
import { useServers } from "../../../../support/servers.ts";
import { useFolder } from "../../../../support/use-folder.ts";

const before = { ...process.env };
const folder = useFolder();
const serve = useServers();
afterEach(() => {
  process.env = { ...before };
});

/** Returns a workspace that `init` has given this backend, in a job without a lease. */
function initialised(config: object): RootModule {
  const directory = path.join(folder, "kubernetes");
  const backend = {
    type: "s3",
    config: { bucket: "fleet-state", key: "dev", region: REGION, ...config },
  };
  mkdirSync(path.join(directory, ".terraform"), { recursive: true });
  writeFileSync(path.join(directory, ".terraform/terraform.tfstate"), JSON.stringify({ backend }));
  const environment = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "example" };
  const job = { environment: {}, cancelled: new AbortController().signal };
  return { directory, environment, job } as unknown as RootModule;
}

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/state";
const WITH_KEY = { encrypt: true, kms_key_id: KEY };

test.each<[string, object, string, unknown[]]>([
  ["with the KMS key of the state", WITH_KEY, "fleet-state", ["aws:kms", KEY]],
  [
    "with AES256 if the state is encrypted without a key",
    { encrypt: true },
    "fleet-state",
    ["AES256", undefined],
  ],
  [
    "with the default of the bucket if the backend does not encrypt",
    {},
    "fleet-state",
    [undefined, undefined],
  ],
  [
    "with the default of the bucket if the state is in another bucket",
    WITH_KEY,
    "fleet-releases",
    [undefined, undefined],
  ],
])("without a lease, records are encrypted %s", async (_, config, bucket, expected) => {
  const seen: unknown[] = [];
  // The SDK reads the endpoint from the environment of the process.
  process.env["AWS_ENDPOINT_URL_S3"] = await serve(({ headers }, response) => {
    seen.push([
      headers["x-amz-server-side-encryption"],
      headers["x-amz-server-side-encryption-aws-kms-key-id"],
    ]);
    response.writeHead(200, { etag: '"1"' }).end();
  });
  const inputs = { environment: "dev", bucket, awsRegion: REGION } as unknown as Inputs;
  const store = await openStoreOf(inputs, initialised(config));
  await store.create("events/a.json", Buffer.from("{}"));
  expect(seen).toStrictEqual([expected]);
});
