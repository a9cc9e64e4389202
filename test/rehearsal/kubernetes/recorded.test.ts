import { testAgainstRecording } from "../recorded.ts";
import { kubernetes } from "./index.ts";

testAgainstRecording(kubernetes);
