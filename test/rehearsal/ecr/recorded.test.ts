import { testAgainstRecording } from "../recorded.ts";
import { ecr } from "./index.ts";

testAgainstRecording(ecr);
