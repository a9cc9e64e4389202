import { openOurs } from "../aws/ours.ts";
import { sideOf } from "./client.ts";

export const ours = async () => sideOf(await openOurs());
