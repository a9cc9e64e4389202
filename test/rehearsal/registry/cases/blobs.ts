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
    name: "a POST with the whole blob begins an upload",
    run: (client) => {
      const body = Buffer.from("one post");
      return ask(client, "POST", `${UPLOADS}?digest=${digestOf(body)}`, { body });
    },
  },
  { name: "a blob in a PATCH between POST and PUT", run: patched },
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
    name: "a PATCH of an upload that has ended",
    run: async (client) => ask(client, "PATCH", await ended(client), { body: HELLO }),
  },
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
    name: "a repository name with capitals",
    run: (client) => ask(client, "POST", "/v2/Fleet/blobs/uploads/"),
  },
  {
    name: "a repository called constructor",
    run: (client) => ask(client, "HEAD", blob(DIGEST, "constructor")),
  },
];

async function patched(client: RegistryClient): Promise<unknown> {
  const bytes = Buffer.from("a layer as dockerd sends it");
  const answered = await send(client, "PATCH", await begin(client, REPOSITORY), { body: bytes });
  const range = answered.headers.get("range");
  const put = withDigest(next(client, answered), digestOf(bytes));
  const done = await ask(client, "PUT", put);
  return {
    status: answered.status,
    range,
    done,
    read: await ask(client, "GET", blob(digestOf(bytes))),
  };
}

/** Returns the address of a completed upload. */
async function ended(client: RegistryClient): Promise<string> {
  const address = await begin(client, REPOSITORY);
  await send(client, "PUT", withDigest(address, DIGEST), { body: HELLO });
  return address;
}
