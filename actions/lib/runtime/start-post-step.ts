// Source of dist/post-step/, which every post step reads before the bundle of its action.
import process from "node:process";
import { endPostStep } from "./post-step.ts";

if (endPostStep()) process.exit();
