// The migration Job: brings the database to what this version of the backend needs. The example has no database, so it
// says what it would do. It runs again after a rollback, so every step has to pass over what is done already.
import { log } from "./server.ts";

const STEPS = ["create table if not exists messages (text text not null)"];

for (const step of STEPS) log("info", "migration", { step });
log("info", "migrated", { steps: STEPS.length });
