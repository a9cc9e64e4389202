import { HeadObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { answer } from "../../aws/answers.ts";
import type { Case } from "../../service.ts";
import { BUCKET, type S3Account } from "../client.ts";
import { get, put } from "./objects.ts";

const LEASE = "dev/lease.json";
const JSON_TYPE = { ContentType: "application/json" };

const etagOf = async ({ s3 }: S3Account, Key: string): Promise<string | undefined> =>
  (await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key }))).ETag;

/** Requests of the release store: it writes documents only once, or only over the version that it read. */
export const RELEASE_CASES: Case<S3Account>[] = [
  { name: "a lease that was never taken", run: (client) => get(client, LEASE) },
  {
    name: "a lease is written once",
    run: async (client) => [
      await put(client, LEASE, "one", { IfNoneMatch: "*", ...JSON_TYPE }),
      await put(client, LEASE, "one", { IfNoneMatch: "*", ...JSON_TYPE }),
      await get(client, LEASE),
    ],
  },
  {
    name: "a lease is replaced by the version that was read, and by that one only once",
    run: async (client) => {
      const IfMatch = await etagOf(client, LEASE);
      return [
        await put(client, LEASE, "two", { IfMatch }),
        await put(client, LEASE, "three", { IfMatch }),
        await get(client, LEASE),
      ];
    },
  },
  {
    name: "of eight that replace one version at once, one does",
    run: async (client) => {
      const IfMatch = await etagOf(client, LEASE);
      const tries = Array.from({ length: 8 }, (_, index) =>
        put(client, LEASE, `taker ${index}`, { IfMatch }),
      );
      return (await Promise.all(tries)).filter((one) => "ok" in one).length;
    },
  },
  {
    name: "the objects of an environment, without those of one whose name begins the same",
    run: async (client) => {
      for (const key of ["dev/files/b", "dev/files/a", "dev2/files/a", "dev/releases/r.json"])
        await put(client, key, key, { IfNoneMatch: "*" });
      const list = (Prefix: string) =>
        answer(
          client.s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix })),
          ({ Contents, NextContinuationToken }) => [
            Contents?.map(({ Key }) => Key),
            NextContinuationToken,
          ],
        );
      return [await list("dev/files/"), await list("dev/"), await list("dev/nothing/")];
    },
  },
];
