import type { Case } from "../service.ts";
import { IDENTITY_CASES } from "./cases/identity.ts";
import { SESSION_CASES } from "./cases/session.ts";
import type { StsAccount } from "./client.ts";

/** How a workflow gets its AWS credentials, and which identity it then has. */
export const cases: Case<StsAccount>[] = [...SESSION_CASES, ...IDENTITY_CASES];
