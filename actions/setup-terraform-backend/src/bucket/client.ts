import { S3Client } from "@aws-sdk/client-s3";
import type { AwsSession } from "../../../lib/aws/session.ts";

/** The answer is a page of a proxy or gateway. S3 itself answers with XML, and its objects here are JSON. */
class PageAnswer extends Error {
  override readonly name = "PageAnswer";
}

/**
 * A client that takes no web page for an answer of S3: the SDK would read one as a bucket without any setting.
 * Its calls throw PageAnswer for such a page.
 */
export function openS3({ client }: Pick<AwsSession, "client">): S3Client {
  const s3 = new S3Client(client);
  s3.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { statusCode = 0, headers = {} } = result.response as {
        statusCode?: number;
        headers?: Record<string, string | undefined>;
      };
      if (statusCode < 300 && /^text\/html\b/i.test(headers["content-type"] ?? ""))
        throw new PageAnswer(
          `a web page was received instead (status ${statusCode}), as from a proxy or a login page`,
        );
      return result;
    },
    // Below the step that reads the answer.
    { step: "deserialize", name: "refusePages", priority: "low" },
  );
  return s3;
}
