import { expect, jest, test } from "@jest/globals";
import { openPortByHand, scaleByHand } from "../../../../rehearsal/runs/manual-changes.ts";

/** Returns the lines that are printed. */
function saidBy(act: () => void): string {
  const log = jest.spyOn(console, "log").mockImplementation(() => undefined);
  try {
    act();
    return log.mock.calls.flat().join("\n");
  } finally {
    log.mockRestore();
  }
}

test("a Deployment is scaled by hand, or the line says that there is none", () => {
  const asked: string[] = [];
  const failure = { scaledByHand: { deployment: "web", replicas: 5 } };
  const scale = (isFound: boolean) => ({
    scale: ({ deployment }: { deployment: string }) => {
      asked.push(deployment);
      return isFound;
    },
  });
  expect(saidBy(() => scaleByHand(failure, scale(true)))).toContain(
    "by hand, after the plan and before the merge: kubectl scale deployment web --replicas 5",
  );
  expect(saidBy(() => scaleByHand(failure, scale(false)))).toContain("finds no such Deployment");
  expect(saidBy(() => scaleByHand({}, scale(true)))).toBe("");
  expect(asked).toStrictEqual(["web", "web"]);
});

test("a port is opened by hand in the groups that exist", () => {
  const world = (groups: number) => ({ openPort: () => groups });
  const said = (groups: number) =>
    saidBy(() => openPortByHand({ openedByHand: 22 }, world(groups)));
  expect(said(1)).toContain("--port 22 --cidr 0.0.0.0/0 (in 1 default security group)");
  expect(said(0)).toContain("there is no default security group to open");
  expect(saidBy(() => openPortByHand({}, world(1)))).toBe("");
});
