import { SECRET_FAILURES, SESSION_FAILURES } from "../aws/failure-reasons.ts";
import { LEASE_FAILURES } from "../releases/failure-reasons.ts";
import { COMMON_FAILURES } from "../runtime/failure-reasons.ts";
import { CHANGE_FAILURES, REVIEW_FAILURES, TOOL_FAILURES } from "./failure-reasons.ts";

/** Failures of every action that plans and applies a workspace, whatever the workspace contains. */
export const WORKSPACE_FAILURES = {
  ...COMMON_FAILURES,
  ...TOOL_FAILURES,
  ...SESSION_FAILURES,
  ...SECRET_FAILURES,
  ...CHANGE_FAILURES,
  ...LEASE_FAILURES,
  ...REVIEW_FAILURES,
} as const;
