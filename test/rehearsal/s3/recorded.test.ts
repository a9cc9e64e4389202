import { testAgainstRecording } from "../recorded.ts";
import { s3 } from "./index.ts";

testAgainstRecording(s3);
