import { testAgainstRecording } from "../recorded.ts";
import { workflows } from "./index.ts";

testAgainstRecording(workflows);
