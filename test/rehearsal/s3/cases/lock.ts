import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
} from "@aws-sdk/client-s3";
import { answer, plain } from "../../aws/answers.ts";
import type { Case } from "../../service.ts";
import { BUCKET, type S3Account } from "../client.ts";
import { get, put } from "./objects.ts";

const LOCK = "infrastructure/terraform.tfstate.tflock";
const STATE = "infrastructure/terraform.tfstate";
const HELD = JSON.stringify({ ID: "one", Operation: "OperationTypeApply" });

const unlock = ({ s3 }: S3Account) =>
  answer(s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: LOCK })));

/**
 * Requests of Terraform's S3 backend with use_lockfile, and conditional writes in general.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export const LOCK_CASES: Case<S3Account>[] = [
  {
    name: "versioning is enabled: from now on a delete leaves a marker",
    run: async ({ s3 }) => {
      const put = { Bucket: BUCKET, VersioningConfiguration: { Status: "Enabled" as const } };
      return [
        await answer(s3.send(new PutBucketVersioningCommand(put))),
        await answer(s3.send(new GetBucketVersioningCommand({ Bucket: BUCKET })), plain),
      ];
    },
  },
  { name: "a lock is taken", run: (client) => put(client, LOCK, HELD, { IfNoneMatch: "*" }) },
  {
    name: "a lock that is held is not taken",
    run: (client) => put(client, LOCK, "{}", { IfNoneMatch: "*" }),
  },
  { name: "who holds the lock is read", run: (client) => get(client, LOCK) },
  { name: "the lock is let go", run: unlock },
  { name: "a lock that was let go is not there", run: (client) => get(client, LOCK) },
  {
    name: "a lock is taken again after its delete marker",
    run: async (client) => [
      await put(client, LOCK, HELD, { IfNoneMatch: "*" }),
      await unlock(client),
    ],
  },
  {
    name: "of eight that want the lock at once, one has it",
    run: async (client) => {
      const tries = Array.from({ length: 8 }, (_, index) =>
        put(client, LOCK, String(index), { IfNoneMatch: "*" }),
      );
      const answers = await Promise.all(tries);
      await unlock(client);
      return answers.filter((one) => "ok" in one).length;
    },
  },
  {
    name: "a state is written over the one that was read",
    run: async (client) => {
      await put(client, STATE, "serial 1");
      const head = new HeadObjectCommand({ Bucket: BUCKET, Key: STATE });
      const { ETag } = await client.s3.send(head);
      return put(client, STATE, "serial 2", { IfMatch: ETag });
    },
  },
  {
    name: "a state is not written over another",
    run: (client) => put(client, STATE, "serial 3", { IfMatch: '"other"' }),
  },
  {
    name: "If-Match where nothing is",
    run: (client) => put(client, "infrastructure/none", "1", { IfMatch: '"other"' }),
  },
  {
    name: "If-None-Match with an ETag",
    run: (client) => put(client, STATE, "1", { IfNoneMatch: '"other"' }),
  },
];
