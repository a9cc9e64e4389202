import type { Case } from "../service.ts";
import { IDENTITY_CASES } from "./cases/identity.ts";
import { SESSION_CASES } from "./cases/session.ts";
import type { StsAccount } from "./client.ts";

/** How a workflow comes to its AWS credentials, and who it is then. */
export const cases: Case<StsAccount>[] = [...SESSION_CASES, ...IDENTITY_CASES];
