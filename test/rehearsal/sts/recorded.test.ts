import { testAgainstRecording } from "../recorded.ts";
import { sts } from "./index.ts";

testAgainstRecording(sts);
