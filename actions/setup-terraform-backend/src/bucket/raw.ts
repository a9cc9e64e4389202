import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { $Command, S3ClientResolvedConfig } from "@aws-sdk/client-s3";

type Command<Input extends object, Output extends object> = Pick<
  $Command<Input, Output, S3ClientResolvedConfig>,
  "middlewareStack"
>;

/**
 * Returns a function that gives the text of the answer to a command. The SDK gives only what it knows, and a setting
 * that is written back without the rest means something else. Call this before the command is sent.
 */
export function keepText<Input extends object, Output extends object>(
  command: Command<Input, Output>,
): () => string {
  let kept = "";
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { body?: unknown };
      if (response.body instanceof Readable) {
        kept = await text(response.body);
        response.body = Readable.from([Buffer.from(kept)]);
      }
      return result;
    },
    { step: "deserialize", name: "keepText", priority: "low" },
  );
  return () => kept;
}

/** Makes a command send this text instead of what the SDK would write. */
export function replaceText<Input extends object, Output extends object>(
  command: Command<Input, Output>,
  body: string,
): void {
  command.middlewareStack.add(
    (next) => (args) => {
      // Later steps set the checksum and the length of this text.
      (args as { request: { body?: unknown } }).request.body = body;
      return next(args);
    },
    { step: "serialize", name: "replaceText", priority: "low" },
  );
}
