// The post step starts here: also when the main step was killed before it left anything, its work is not done now.
import process from "node:process";

process.env["STATE_isPost"] = "true";
await import("../../dist/setup-terraform-backend/post.js");
