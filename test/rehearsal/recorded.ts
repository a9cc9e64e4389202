import { beforeAll, expect, test } from "@jest/globals";
import { runsRareUses } from "../support/rare-uses.js";
import { compareRecording, compareSides, type Finding } from "./compare.ts";
import { readRecording } from "./recording.ts";
import type { Observations, Service } from "./service.ts";

/** Whether rare cases run, as with `rare` in test/support/rare.ts. */
const runsAll = runsRareUses(expect.getState().testPath ?? "");

/**
 * Compares the embedded service with the recorded answers of the independent service. Declares one test for each case.
 */
export function testAgainstRecording(service: Service): void {
  const recorded = readRecording(service.name);
  const leftOut = runsAll ? [] : service.rareCases;
  let findings: Finding[] = [];
  beforeAll(async () => {
    findings = findingsOf(service, await service.observeOurs(leftOut), recorded);
    // All cases of a service take seconds, or minutes if the machine is busy.
  }, 240_000);
  const names = new Set([...service.cases, ...recorded.keys()]);
  test.each([...names].filter((name) => !leftOut.includes(name)))("%s", (name) => {
    const lines = findings
      .filter((finding) => finding.case === name)
      .flatMap(({ problem, paths }) => [problem, ...paths]);
    expect(lines).toStrictEqual([]);
  });
}

/** Returns the findings. If there is no recording at all, the only finding says so. */
function findingsOf(service: Service, ours: Observations, recorded: Observations): Finding[] {
  const cases = service.cases.filter((name) => recorded.has(name) && ours.has(name));
  return [
    ...compareRecording(service, recorded),
    ...compareSides({ ...service, cases }, ours, recorded).findings,
  ];
}
