import { afterAll, describe, expect, jest, test } from "@jest/globals";
import { UsageError } from "../../../../rehearsal/base/usage-error.ts";
import { failureFor } from "../../../../rehearsal/runs/resolve-tools.ts";
import { fileEditOf } from "../../../../rehearsal/command-line/failures.ts";
import { pushToMain } from "../../../../rehearsal/scenarios.ts";
import { removeFolders, repositoryOf } from "../../../support/workflows/run.ts";

afterAll(removeFolders);

const WORKFLOW = ".github/workflows/deploy.yml";
const images = "images: |\n    - { name: api }\n    - { name: web }\n";
const repository = repositoryOf("o/r", { [WORKFLOW]: `on: push\nwith:\n  ${images}` });
const scenario = pushToMain("a".repeat(40), { before: undefined, head: "a".repeat(40) });
const planned = { scenario, repository, workflow: WORKFLOW };
const FILES = ["api/Dockerfile", "web/Dockerfile", "web/index.html"];

/** Returns the failure, and the notes that are printed about it. */
function broken(fail: string, failAt?: string, files = FILES) {
  const log = jest.spyOn(console, "log").mockImplementation(() => undefined);
  try {
    const rehearsal = { event: "deploy", verbose: false, fail };
    const failure = failureFor(failAt === undefined ? rehearsal : { ...rehearsal, failAt }, {
      planned,
      files,
    });
    return { failure, said: log.mock.calls.map(([line]) => String(line)) };
  } finally {
    log.mockRestore();
  }
}

describe("a bad commit", () => {
  test.each([
    ["wrong-port", undefined, "EXPOSE 3000 in web/Dockerfile"],
    ["wrong-port", "api", "EXPOSE 3000 in api/Dockerfile"],
    ["runs-as-root", "web", "USER 0 in web/Dockerfile"],
  ])("of --fail %s at %s is announced before the run", (fail, failAt, mistake) => {
    expect(broken(fail, failAt).said).toStrictEqual([
      `note: the commit of this run contains a mistake on purpose: ${mistake}`,
    ]);
  });

  test("changes the Dockerfile in the folder that --fail-at names", () => {
    expect(fileEditOf("wrong-port", "api")).toMatchObject({ folder: "api", line: "EXPOSE 3000" });
    expect(fileEditOf("wrong-port", undefined)).toMatchObject({ folder: "backend" });
    expect([fileEditOf("crash", "api"), fileEditOf(undefined, undefined)]).toStrictEqual([
      undefined,
      undefined,
    ]);
  });

  test.each<[string | undefined, string[], string]>([
    [
      "worker",
      FILES,
      "no Dockerfile in a folder called worker that the bad commit could change. Leave --fail-at out to use web/Dockerfile",
    ],
    [
      undefined,
      ["main.py"],
      "no Dockerfile that the bad commit could change. Add one, such as web/Dockerfile.",
    ],
  ])("without a Dockerfile to change is refused: %s", (failAt, files, says) => {
    expect(() => broken("wrong-port", failAt, files)).toThrow(UsageError);
    expect(() => broken("wrong-port", failAt, files)).toThrow(
      `--fail wrong-port: the repository has ${says}`,
    );
  });
});

test("another failure concerns the last image, or the workload that --fail-at names", () => {
  expect(broken("crash").failure.kubernetes?.workload).toBe("web");
  expect(broken("crash", "api").failure.kubernetes?.workload).toBe("api");
  expect(broken("crash").said).toStrictEqual([]);
  expect(broken("plan-changed").failure.scaledByHand?.deployment).toBe("web");
  expect(broken("plan-changed", "api").failure.scaledByHand).toStrictEqual({
    deployment: "api",
    replicas: 5,
  });
});
