import { service } from "../service.ts";
import type { Comparison, Service, Side } from "../service.ts";
import type { Account } from "./account.ts";
import { openOurs } from "./ours.ts";
import { openMoto } from "./theirs.ts";

/**
 * Compares a service of the embedded AWS with moto. `engines` are the engines that its cases need in addition to moto.
 */
export const besideMoto = <Client>({
  engines = [],
  sideOf,
  ...given
}: Pick<Comparison<Client>, "name" | "cases" | "differences"> & {
  engines?: readonly string[];
  sideOf: (account: Account) => Side<Client> | Promise<Side<Client>>;
}): Service =>
  service({
    ...given,
    engines: ["moto", ...engines],
    ours: async () => sideOf(await openOurs()),
    theirs: async () => sideOf(await openMoto()),
  });
