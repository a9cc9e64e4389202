import { openMoto } from "../aws/theirs.ts";
import { sideOf } from "./client.ts";

export const theirs = async () => sideOf(await openMoto());
