import { beforeAll, expect, test } from "@jest/globals";
import { compareRecording, compareSides, type Finding } from "./compare.ts";
import { readRecording } from "./recording.ts";
import type { Observations, Service } from "./service.ts";

/** As tests that are declared with `rare`: test/support/rare.ts */
const runsAll = process.env["EKS_PIPELINE_RARE_USES"] === "1";

/** The embedded service against the recorded answers of the independent one, a test for each case. */
export function testAgainstRecording(service: Service): void {
  const recorded = readRecording(service.name);
  const leftOut = runsAll ? [] : service.rareCases;
  let findings: Finding[] = [];
  beforeAll(async () => {
    findings = findingsOf(service, await service.observeOurs(leftOut), recorded);
    // All cases of a service: seconds, and minutes where others want the same cores.
  }, 240_000);
  const names = new Set([...service.cases, ...recorded.keys()]);
  test.each([...names].filter((name) => !leftOut.includes(name)))("%s", (name) => {
    const lines = findings
      .filter((finding) => finding.case === name)
      .flatMap(({ problem, paths }) => [problem, ...paths]);
    expect(lines).toStrictEqual([]);
  });
}

/** Without a recording there is nothing to compare with: that is what is said then. */
function findingsOf(service: Service, ours: Observations, recorded: Observations): Finding[] {
  const cases = service.cases.filter((name) => recorded.has(name) && ours.has(name));
  return [
    ...compareRecording(service, recorded),
    ...compareSides({ ...service, cases }, ours, recorded).findings,
  ];
}
