import { PassThrough } from "node:stream";
import { expect, test } from "@jest/globals";
import { outliveReader } from "../../../rehearsal/main.ts";

const errorOf = (code: string): Error => Object.assign(new Error(`write ${code}`), { code });

test("a reader that closes the output early does not end the program", () => {
  const output = new PassThrough();
  outliveReader(output);
  expect(() => output.emit("error", errorOf("EPIPE"))).not.toThrow();
  expect(() => output.emit("error", errorOf("EIO"))).toThrow("write EIO");
});
