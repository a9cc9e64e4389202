import type { Case } from "../../service.ts";
import { ask, begin, digestOf, next, pushBlob, send, withDigest } from "../client.ts";
import type { RegistryClient } from "../client.ts";

const REPOSITORY = "fleet-dev/frontend";
const HELLO = Buffer.from("hello, layer");
const DIGEST = digestOf(HELLO);
const blob = (digest: string, repository = REPOSITORY): string =>
  `/v2/${repository}/blobs/${digest}`;
const UPLOADS = `/v2/${REPOSITORY}/blobs/uploads/`;

export const BLOB_CASES: Case<RegistryClient>[] = [
  { name: "ping", run: (client) => ask(client, "GET", "/v2/") },
  { name: "a blob that is not there", run: (client) => ask(client, "GET", blob(DIGEST)) },
  { name: "HEAD of a blob that is not there", run: (client) => ask(client, "HEAD", blob(DIGEST)) },
  { name: "an upload begins", run: (client) => ask(client, "POST", UPLOADS) },
  {
    name: "a blob in one PUT after POST",
    run: async (client) =>
      ask(client, "PUT", withDigest(await begin(client, REPOSITORY), DIGEST), { body: HELLO }),
  },
  { name: "the blob is read", run: (client) => ask(client, "GET", blob(DIGEST)) },
  {
    name: "HEAD of a blob tells its length",
    run: async (client) => {
      const response = await send(client, "HEAD", blob(DIGEST));
      const length = response.headers.get("content-length");
      return {
        status: response.status,
        length,
        digest: response.headers.get("docker-content-digest"),
      };
    },
  },
  {
    name: "a range of a blob",
    run: (client) => ask(client, "GET", blob(DIGEST), { headers: { range: "bytes=7-9" } }),
  },
  {
    name: "a range to the end",
    run: (client) => ask(client, "GET", blob(DIGEST), { headers: { range: "bytes=7-" } }),
  },
  {
    name: "the last bytes of a blob",
    run: (client) => ask(client, "GET", blob(DIGEST), { headers: { range: "bytes=-5" } }),
  },
  {
    name: "a range behind the end",
    run: async (client) => {
      const { status } = await send(client, "GET", blob(DIGEST), {
        headers: { range: "bytes=99-" },
      });
      return { status };
    },
  },
  {
    name: "a blob that is known by its ETag is not sent again",
    run: async (client) => {
      const headers = { "if-none-match": `"${DIGEST}"` };
      const { status } = await send(client, "GET", blob(DIGEST), { headers });
      return { status };
    },
  },
  {
    name: "the whole blob in one POST",
    run: (client) => {
      const body = Buffer.from("one post");
      return ask(client, "POST", `${UPLOADS}?digest=${digestOf(body)}`, { body });
    },
  },
  { name: "a blob in three chunks", run: inChunks },
  { name: "an upload's state between chunks", run: stateOfUpload },
  {
    name: "a blob of no bytes",
    run: async (client) => {
      const empty = Buffer.alloc(0);
      const address = withDigest(await begin(client, REPOSITORY), digestOf(empty));
      const put = await ask(client, "PUT", address, { body: empty });
      return [put, await ask(client, "GET", blob(digestOf(empty)))];
    },
  },
  {
    name: "a digest that does not fit the bytes",
    run: async (client) =>
      ask(client, "PUT", withDigest(await begin(client, REPOSITORY), digestOf("other")), {
        body: HELLO,
      }),
  },
  {
    name: "a digest that is none",
    run: async (client) =>
      ask(client, "PUT", withDigest(await begin(client, REPOSITORY), "sha256:short"), {
        body: HELLO,
      }),
  },
  {
    name: "an upload ends without a digest",
    run: async (client) => ask(client, "PUT", await begin(client, REPOSITORY), { body: HELLO }),
  },
  {
    name: "a chunk for an upload that has ended",
    run: async (client) => ask(client, "PATCH", await ended(client), { body: HELLO }),
  },
  {
    name: "the state of an upload that has ended",
    run: async (client) => ask(client, "GET", await ended(client)),
  },
  { name: "a chunk that leaves a gap", run: gap },
  { name: "an upload is cancelled", run: cancelled },
  {
    name: "a blob is mounted from another repository",
    run: async (client) => {
      const query = `?mount=${DIGEST}&from=${REPOSITORY}`;
      const mounted = await ask(client, "POST", `/v2/fleet-dev/backend/blobs/uploads/${query}`);
      return [mounted, await ask(client, "HEAD", blob(DIGEST, "fleet-dev/backend"))];
    },
  },
  {
    name: "a mount of what is not there begins an upload",
    run: (client) =>
      ask(
        client,
        "POST",
        `/v2/fleet-dev/backend/blobs/uploads/?mount=${digestOf("no")}&from=${REPOSITORY}`,
      ),
  },
  {
    name: "a blob of another repository is not there",
    run: (client) => ask(client, "HEAD", blob(DIGEST, "fleet-dev/other")),
  },
  {
    name: "a blob is pushed again",
    run: async (client) => {
      await pushBlob(client, REPOSITORY, HELLO);
      return ask(client, "HEAD", blob(DIGEST));
    },
  },
  {
    name: "a blob is deleted",
    run: async (client) => {
      const bytes = Buffer.from("to be deleted");
      await pushBlob(client, REPOSITORY, bytes);
      const deleted = await ask(client, "DELETE", blob(digestOf(bytes)));
      return [deleted, await ask(client, "GET", blob(digestOf(bytes)))];
    },
  },
  {
    name: "a blob that is not there is deleted",
    run: (client) => ask(client, "DELETE", blob(digestOf("never pushed"))),
  },
  {
    name: "a repository name with capitals",
    run: (client) => ask(client, "POST", "/v2/Fleet/blobs/uploads/"),
  },
  {
    name: "a repository called constructor",
    run: (client) => ask(client, "HEAD", blob(DIGEST, "constructor")),
  },
];

async function inChunks(client: RegistryClient): Promise<unknown> {
  const parts = ["first,", "second,", "third"].map((text) => Buffer.from(text));
  let address = await begin(client, REPOSITORY);
  let start = 0;
  const ranges: (string | null)[] = [];
  for (const part of parts) {
    const headers = { "content-range": `${start}-${start + part.length - 1}` };
    const answered = await send(client, "PATCH", address, { headers, body: part });
    ranges.push(`${answered.status} ${answered.headers.get("range") ?? ""}`);
    address = next(client, answered);
    start += part.length;
  }
  const digest = digestOf(Buffer.concat(parts));
  const done = await ask(client, "PUT", withDigest(address, digest));
  return { ranges, done, read: await ask(client, "GET", blob(digest)) };
}

async function stateOfUpload(client: RegistryClient): Promise<unknown> {
  const address = await begin(client, REPOSITORY);
  const chunk = await send(client, "PATCH", address, { body: HELLO });
  return ask(client, "GET", next(client, chunk));
}

/** The address of an upload that has become a blob. */
async function ended(client: RegistryClient): Promise<string> {
  const address = await begin(client, REPOSITORY);
  await send(client, "PUT", withDigest(address, DIGEST), { body: HELLO });
  return address;
}

async function gap(client: RegistryClient): Promise<unknown> {
  const address = await begin(client, REPOSITORY);
  const headers = { "content-range": "100-111" };
  return ask(client, "PATCH", address, { headers, body: HELLO });
}

async function cancelled(client: RegistryClient): Promise<unknown> {
  const address = await begin(client, REPOSITORY);
  return [await ask(client, "DELETE", address), await ask(client, "GET", address)];
}
