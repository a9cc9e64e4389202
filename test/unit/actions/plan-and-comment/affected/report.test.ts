import { describe, expect, test } from "@jest/globals";
import { checkMatrixSize } from "../../../../../actions/plan-and-comment/src/affected/report.ts";

const affected = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    environment: `team-${Math.floor(at / 2)}`,
    part: "infrastructure" as const,
    file: "environments/team.yml",
    cause: "modules/network/main.tf",
  }));

describe("a change that affects", () => {
  test.each([0, 1, 256])("%d workspaces has a matrix", (count) => {
    expect(() => {
      checkMatrixSize(affected(count));
    }).not.toThrow();
  });

  test("more workspaces than GitHub starts jobs for is refused, with the number, the cause and the ways out", () => {
    const check = () => {
      checkMatrixSize(affected(257));
    };
    expect(check).toThrow(
      "the change affects 257 workspaces, but a GitHub matrix has at most 256 jobs. The first is team-0 infrastructure, because of modules/network/main.tf. Nothing was planned",
    );
    expect(check).toThrow(
      expect.objectContaining({
        reason: "too-many-workspaces",
        fix: expect.stringContaining("with at most 128 files each"),
      }),
    );
  });
});
