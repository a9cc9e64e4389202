// The post step starts here: also when the main step was killed before it left anything, its work is not done now.
import process from "node:process";

process.env["STATE_isPost"] = "true";
// Ends the process when the main step has left nothing to do.
await import("../../dist/post-step/index.js");
await import("../../dist/setup-terraform-backend/index.js");
