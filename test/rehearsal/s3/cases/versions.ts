import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  type ObjectVersion,
} from "@aws-sdk/client-s3";
import { answer, plain } from "../../aws/answers.ts";
import type { Case } from "../../service.ts";
import { BUCKET, type S3Account } from "../client.ts";
import { get, put } from "./objects.ts";

const on = { Bucket: BUCKET };
const KEY = "versions/state";
const named = { ...on, Key: KEY };

const versioning = (status: "Enabled" | "Suspended") =>
  new PutBucketVersioningCommand({ ...on, VersioningConfiguration: { Status: status } });

/** Versions and delete markers of the key, newest first, their ids as numbers of their order. */
async function history({ s3 }: S3Account): Promise<unknown> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ ...on, Prefix: KEY }),
  );
  const show = ({ VersionId, IsLatest }: Pick<ObjectVersion, "VersionId" | "IsLatest">) => ({
    numbered: VersionId !== "null",
    latest: IsLatest,
  });
  return {
    versions: Versions.map((one) => ({ ...show(one), size: one.Size })),
    markers: DeleteMarkers.map(show),
  };
}

async function oldest({ s3 }: S3Account): Promise<string> {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ ...on, Prefix: KEY }));
  return Versions.filter(({ VersionId }) => VersionId !== "null").at(-1)?.VersionId ?? "";
}

const deleteAll = ({ s3 }: S3Account, keys: readonly string[]) =>
  answer(
    s3.send(new DeleteObjectsCommand({ ...on, Delete: { Objects: keys.map((Key) => ({ Key })) } })),
    ({ Deleted, Errors }) => ({
      Deleted: Deleted?.map(({ Key, DeleteMarker, DeleteMarkerVersionId }) => ({
        ...{ Key, DeleteMarker, numbered: DeleteMarkerVersionId !== undefined },
      })),
      Errors,
    }),
  );

export const VERSION_CASES: Case<S3Account>[] = [
  {
    name: "an object from before versioning has the version null",
    run: async (client) => {
      await put(client, KEY, "zero");
      return history(client);
    },
  },
  {
    name: "versioning is enabled",
    run: async ({ s3 }) => [
      await answer(s3.send(versioning("Enabled"))),
      await answer(s3.send(new GetBucketVersioningCommand(on)), plain),
    ],
  },
  {
    name: "every write is a version",
    run: async (client) => {
      for (const text of ["one", "two!", "three"]) await put(client, KEY, text);
      return [await history(client), await get(client, KEY)];
    },
  },
  {
    name: "an older version is read",
    run: async (client) => get(client, KEY, { VersionId: await oldest(client) }),
  },
  {
    name: "the version null is read",
    run: (client) => get(client, KEY, { VersionId: "null" }),
  },
  {
    name: "a version that there is not",
    run: ({ s3 }) =>
      answer(
        s3.send(new GetObjectCommand({ ...named, VersionId: "3HL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY" })),
      ),
  },
  {
    name: "a delete leaves a marker",
    run: async (client) => {
      const { DeleteMarker, VersionId } = await client.s3.send(new DeleteObjectCommand(named));
      const told = { DeleteMarker, numbered: VersionId !== undefined };
      return [told, await get(client, KEY), await history(client)];
    },
  },
  {
    name: "HEAD of an object under a delete marker",
    run: ({ s3 }) => answer(s3.send(new HeadObjectCommand(named))),
  },
  {
    name: "a delete marker is read by its version",
    run: async ({ s3 }) => {
      const { DeleteMarkers = [] } = await s3.send(
        new ListObjectVersionsCommand({ ...on, Prefix: KEY }),
      );
      const VersionId = DeleteMarkers[0]?.VersionId ?? "";
      return answer(s3.send(new GetObjectCommand({ ...named, VersionId })));
    },
  },
  {
    name: "without its marker the object is back",
    run: async (client) => {
      const { DeleteMarkers = [] } = await client.s3.send(
        new ListObjectVersionsCommand({ ...on, Prefix: KEY }),
      );
      const VersionId = DeleteMarkers[0]?.VersionId ?? "";
      const removed = await answer(
        client.s3.send(new DeleteObjectCommand({ ...named, VersionId })),
        ({ DeleteMarker }) => DeleteMarker,
      );
      return [removed, await get(client, KEY)];
    },
  },
  {
    name: "a version is deleted for good",
    run: async (client) => {
      const VersionId = await oldest(client);
      const removed = await answer(
        client.s3.send(new DeleteObjectCommand({ ...named, VersionId })),
      );
      return [removed, await history(client)];
    },
  },
  {
    name: "a version that there is not is deleted",
    run: ({ s3 }) =>
      answer(
        s3.send(
          new DeleteObjectCommand({ ...named, VersionId: "3HL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY" }),
        ),
      ),
  },
  {
    name: "many objects are deleted at once",
    run: async (client) => {
      await put(client, "many/1", "1");
      await put(client, "many/2", "2");
      return deleteAll(client, ["many/1", "many/2"]);
    },
  },
  {
    name: "among many, one that is not there is deleted",
    run: (client) => deleteAll(client, ["many/none"]),
  },
  {
    name: "versioning is suspended: the version null is written over",
    run: async (client) => {
      await client.s3.send(versioning("Suspended"));
      await put(client, KEY, "suspended");
      await put(client, KEY, "suspended again");
      const told = await history(client);
      await client.s3.send(versioning("Enabled"));
      return told;
    },
  },
];
