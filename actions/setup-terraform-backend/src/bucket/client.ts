import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { S3Client } from "@aws-sdk/client-s3";
import type { AwsSession } from "../../../lib/aws/session.ts";

/** The answer comes from a proxy or gateway. S3 itself answers with XML, and its objects here are JSON. */
class PageAnswer extends Error {
  override readonly name = "PageAnswer";
}

interface Answer {
  statusCode?: number;
  headers?: Record<string, string | undefined>;
  body?: unknown;
}

/**
 * Opens a client that does not accept a web page as an answer of S3. The SDK would read a page as a bucket without any
 * setting, or a proxy's refusal as a refusal by S3. The client's calls throw PageAnswer for these answers.
 */
export function openS3({ client }: Pick<AwsSession, "client">): S3Client {
  const s3 = new S3Client(client);
  s3.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      await refusePage(result.response as Answer, (args.request as { method?: string }).method);
      return result;
    },
    // Low priority: this step runs below the step that reads the answer.
    { step: "deserialize", name: "refusePages", priority: "low" },
  );
  return s3;
}

/** HTTP statuses of a refusal. Other statuses are temporary, or come from stores that do not support the request. */
const REFUSALS = [400, 401, 403];

/**
 * Throws if an answer is not from S3. The text decides, because servers that are compatible with S3 also call their XML
 * text/html. The answer to HEAD has no text, but S3 describes the bucket in headers of its own.
 * @throws PageAnswer
 */
async function refusePage(answer: Answer, method: string | undefined): Promise<void> {
  const { statusCode = 0, headers = {}, body } = answer;
  const isRefusal = REFUSALS.includes(statusCode) && method !== "HEAD";
  const mayBePage = statusCode < 300 && /^text\/html\b/i.test(headers["content-type"] ?? "");
  if (!(mayBePage || isRefusal) || !(body instanceof Readable)) return;
  const bytes = await buffer(body);
  const text = bytes.toString("utf8", 0, 1000).replace(/^\uFEFF/, "");
  const isPage =
    method === "HEAD"
      ? !Object.keys(headers).some((name) => name.startsWith("x-amz-"))
      : /^\s*<(?:!doctype\s+html|html)\b/i.test(text);
  // S3 writes its refusals as XML, or sends no text.
  const isOther = isRefusal && /^\s*[^<\s]/.test(text);
  if (isPage || isOther)
    throw new PageAnswer(
      `the answer is ${isPage ? "a web page" : "a text that S3 does not write"} (status ${statusCode}), which usually comes from a proxy or a login page`,
    );
  answer.body = Readable.from([bytes]);
}
