import * as z from "zod/mini";
import { ActionError } from "../runtime/errors.ts";
import { describeIssue } from "../text/form-issues.ts";
import type { Store } from "./store.ts";

/** The version of the documents' rules. Every document of the store contains it. */
export const SCHEMA = 1;

/** A document as it was read. */
export interface ReadDocument<T> {
  value: T;
  etag: string;
}

/**
 * Reads a JSON document with a given form; undefined = there is none. Fields that the form does not have stay.
 * @throws ActionError `store-unreadable`, and as `Store.read`
 */
export async function readDocument<Form extends z.ZodMiniType>(
  store: Store,
  name: string,
  form: Form,
): Promise<ReadDocument<z.infer<Form>> | undefined> {
  const stored = await store.read(name);
  if (stored === undefined) return undefined;
  const value = parseDocument(`${store.address}/${name}`, stored.bytes, form);
  return { value, etag: stored.etag };
}

/**
 * Parses the bytes of a document.
 * @param address for messages
 * @throws ActionError `store-unreadable`
 */
export function parseDocument<Form extends z.ZodMiniType>(
  address: string,
  bytes: Uint8Array,
  form: Form,
): z.infer<Form> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    throw unreadable(address, "it is not JSON");
  }
  const { schema } = (value ?? {}) as { schema?: unknown };
  if (typeof schema === "number" && schema > SCHEMA)
    throw unreadable(address, `it has schema ${schema}, and this version reads schema ${SCHEMA}`);
  const result = form.safeParse(value);
  if (!result.success) {
    const [problem = "it is not valid"] = result.error.issues.flatMap((issue) =>
      describeIssue(form, issue, value),
    );
    throw unreadable(address, problem.replace(/\.$/, ""));
  }
  return value as z.infer<Form>;
}

/** Returns the bytes of a document, formatted for people. */
export const documentBytes = (value: object): Uint8Array =>
  Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);

const unreadable = (address: string, why: string): ActionError =>
  new ActionError({
    reason: "store-unreadable",
    message: `${address} cannot be used: ${why}`,
    fix: "use the version of the pipeline that wrote it, or restore an earlier version of the object in S3",
  });
