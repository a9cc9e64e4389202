// The migration Job changes the database to the form that this version of the backend needs. The example has no
// database, so the Job says what it would do. It runs again after a rollback, so every step has to skip what is already
// done.
import { log } from "./server.ts";

const STEPS = ["create table if not exists messages (text text not null)"];

for (const step of STEPS) log("info", "migration", { step });
log("info", "migrated", { steps: STEPS.length });
