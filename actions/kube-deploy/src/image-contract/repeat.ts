import type { Finding } from "../report/evidence.ts";
import { nameOf } from "../workloads/workloads.ts";
import type { ContractWarning } from "./check.ts";

/** Adds to a finding about a failing probe how its image and its workload differ, because that is the likely cause. */
export function repeatWarnings(finding: Finding, warnings: readonly ContractWarning[]): Finding {
  const { workload, cause } = finding;
  if (!/^(?:readiness|liveness|startup)-probe-failed$/.test(cause.reason)) return finding;
  const own = warnings.filter(
    (one) => one.workload === nameOf(workload) && one.container === cause.container,
  );
  if (own.length === 0) return finding;
  // The warning begins with the place, which the finding already contains.
  const said = own.map(({ message }) => message.slice(message.indexOf(": ") + 2)).join("; ");
  return {
    ...finding,
    cause: {
      ...cause,
      message: `${cause.message}. Likely cause: ${said}`,
      fix: "use the same port in the workload and the image: correct the port and the probes of the workload, or EXPOSE and the server in the image",
    },
  };
}
