import { testAgainstRecording } from "../recorded.ts";
import { registry } from "./index.ts";

testAgainstRecording(registry);
