import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { capture } from "../../../../../actions/lib/process/capture.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "capture-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

const PATH = process.env["PATH"] ?? "";

describe("capture", () => {
  test("returns both streams and the exit code, and prints nothing", async () => {
    const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    const script = "echo out; echo $GIVEN >&2; exit 3";
    const captured = await capture("sh", ["-c", script], { PATH, GIVEN: "given" });
    const printed = write.mock.calls.length;
    write.mockRestore();
    expect([captured, printed]).toStrictEqual([
      { exitCode: 3, stdout: "out\n", stderr: "given\n" },
      0,
    ]);
  });

  test("a path with spaces is one program, and no argument is split", async () => {
    const program = path.join(directory, "my program");
    writeFileSync(program, '#!/bin/sh\nprintf "%s|" "$@"\n');
    chmodSync(program, 0o755);
    const { stdout } = await capture(program, ["a b", '"c"', "$HOME"], { PATH });
    expect(stdout).toBe('a b|"c"|$HOME|');
  });

  test("a program that does not exist is an error with a fix (I-E 45)", async () => {
    await expect(capture("no-such-program", [], { PATH })).rejects.toMatchObject({
      reason: "program-not-found",
      fix: expect.stringContaining("install no-such-program"),
    });
  });
});
