import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { $Command, S3ClientResolvedConfig } from "@aws-sdk/client-s3";

type Command<Input extends object, Output extends object> = Pick<
  $Command<Input, Output, S3ClientResolvedConfig>,
  "middlewareStack"
>;

/**
 * The text of the answer to a command. The SDK gives only what it knows, and a setting that is written back without the rest
 * means something else. Add it before the command is sent.
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

/** Lets a command send a text of ours instead of what the SDK would write. */
export function replaceText<Input extends object, Output extends object>(
  command: Command<Input, Output>,
  body: string,
): void {
  command.middlewareStack.add(
    (next) => (args) => {
      // Its checksum and length are set by later steps.
      (args as { request: { body?: unknown } }).request.body = body;
      return next(args);
    },
    { step: "serialize", name: "replaceText", priority: "low" },
  );
}
