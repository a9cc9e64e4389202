import { testAgainstRecording } from "../recorded.ts";
import { secretsmanager } from "./index.ts";

testAgainstRecording(secretsmanager);
