import { testAgainstRecording } from "../recorded.ts";
import { providers } from "./index.ts";

testAgainstRecording(providers);
