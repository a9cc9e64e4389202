import { createHash } from "node:crypto";
import type { Digest } from "../../../lib/image-reference.ts";
import { ActionError } from "../../../lib/runtime/errors.ts";
import { unlessStatus } from "./connection.ts";
import type { Connection } from "./connection.ts";
import type { Descriptor } from "./manifests.ts";

/** Digest and size in bytes of a config, a layer, or anything else that a manifest names. */
export type Blob = Pick<Descriptor, "digest" | "size">;

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs */
export interface BlobCalls {
  /** Reads a small JSON blob, such as an image's config. */
  json(repository: string, digest: string): Promise<unknown>;
  hasBlob(repository: string, digest: Digest): Promise<boolean>;
  /** Returns the bytes of a blob while they arrive. There is one attempt: the reader has to start again. */
  openBlob(repository: string, blob: Blob): Promise<AsyncIterable<Buffer>>;
  /** Mounts a blob of another repository of this registry. @returns false if the registry does not do so */
  mountBlob(repository: string, digest: Digest, from: string): Promise<boolean>;
  /** Sends a blob. `open` gives its bytes, once for each attempt. */
  pushBlob(
    repository: string,
    blob: Blob,
    open: () => Promise<AsyncIterable<Buffer> | Buffer>,
  ): Promise<void>;
}

/** Answers of registries that do not mount. The answer 202 begins an upload instead. */
const NOT_MOUNTED = [400, 403, 404, 405];

export function blobCalls({ url, send, read, again, brokenOff }: Connection): BlobCalls {
  return {
    json: async (repository, digest) =>
      JSON.parse((await read(`${repository}/blobs/${digest}`)).bytes.toString()) as unknown,
    async hasBlob(repository, digest) {
      const path = `${repository}/blobs/${digest}`;
      const found = await unlessStatus([404], () => again(() => send({ method: "HEAD", path })));
      found?.resume();
      return found !== undefined;
    },
    async openBlob(repository, blob) {
      const path = `${repository}/blobs/${blob.digest}`;
      const answer = await send({ method: "GET", path });
      return checkedBytes(answer, blob, (cause) => brokenOff(path, cause));
    },
    async mountBlob(repository, digest, from) {
      const query = new URLSearchParams({ mount: digest, from }).toString();
      const path = `${repository}/blobs/uploads/?${query}`;
      const mount = () => send({ method: "POST", path, headers: { "content-length": 0 } });
      const answer = await unlessStatus(NOT_MOUNTED, () => again(mount));
      answer?.resume();
      return answer?.statusCode === 201;
    },
    pushBlob: (repository, { digest, size }, open) =>
      again(async () => {
        const path = `${repository}/blobs/uploads/`;
        const begun = await send({ method: "POST", path, headers: { "content-length": 0 } });
        begun.resume();
        const address = new URL(begun.headers.location ?? "", `${url}/v2/${path}`);
        address.searchParams.set("digest", digest);
        // Sent in one piece with its length, as containerd does: ECR accepts no chunked transfer.
        const headers = { "content-type": "application/octet-stream", "content-length": size };
        (await send({ method: "PUT", path, address, headers, body: await open() })).resume();
      }),
  };
}

/** Yields the bytes of an answer. If they are not those of the blob, the reader gets an error instead of the end. */
async function* checkedBytes(
  answer: AsyncIterable<Buffer>,
  { digest, size }: Blob,
  brokenOff: (cause: unknown) => Error,
): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  let received = 0;
  const bytes = answer[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await bytes.next().catch((error: unknown) => {
        throw brokenOff(error);
      });
      if (next.done === true) break;
      received += next.value.length;
      if (received > size) throw damaged(digest, `more than its ${size} bytes were received`);
      hash.update(next.value);
      yield next.value;
    }
  } finally {
    // Closes the connection if the reader stops early.
    await bytes.return?.();
  }
  if (received < size) throw brokenOff(`${received} of ${size} bytes were received`);
  const actual = `sha256:${hash.digest("hex")}`;
  if (actual !== digest) throw damaged(digest, `the received bytes have the digest ${actual}`);
}

const damaged = (digest: Digest, what: string) =>
  new ActionError({
    reason: "digest-mismatch",
    message: `the source registry does not return the bytes of ${digest}: ${what}`,
    fix: "the stored image is damaged: build it again",
  });
