import type { Left } from "../process/drain.ts";
import type { Contract, InputsOf, OutputsOf } from "./contract.ts";
import type { Job } from "./job.ts";

/** An action, in the form that its index.ts passes to the runtime. */
export interface Action<C extends Contract> {
  contract: C;
  /** The words of its reports. A secret that consists of them is hidden only at places that are known to contain it. */
  words?: readonly string[];
  /** @throws ActionError `invalid-input` */
  readInputs(): InputsOf<C>;
  /**
   * Finds other problems with the inputs if some of them were not accepted. It reports what `run` would find out before
   * it contacts anything, so all problems are reported in one run.
   * @param accepted reading an input that was not accepted ends the check (lib/runtime/accepted.ts)
   * @throws ActionError
   */
  checkAccepted?(accepted: InputsOf<C>, job: Job): Promise<void>;
  /** Returns whether the action needs no credentials at all with these inputs. Default: never. */
  worksWithoutCredentials?(inputs: InputsOf<C>): boolean;
  /**
   * Does the work of the action. Undefined = it succeeds without doing anything, and sets no output.
   * @throws ActionError for every expected failure
   */
  run(inputs: InputsOf<C>, job: Job): Promise<OutputsOf<C> | undefined>;
  /**
   * Returns whether the work is complete once `run` has returned, so that a cancel during `run` does not make it a
   * failure. Default: never; such a run ends as cancelled, because it may have left something out.
   */
  endsComplete?(inputs: InputsOf<C>): boolean;
  /**
   * Handles, in the post step, what the main step left behind. Default: waits for commands that still run.
   * @param readInputs returns the inputs of the main step; throws what it threw there. Commands that still run are
   *   waited for even then
   * @throws ActionError if something is left that a person must take care of
   */
  cleanUp?(left: Left, readInputs: () => InputsOf<C>, job: Job): Promise<void>;
  /**
   * Releases what the main step holds for the whole job. It runs in every post step, after `cleanUp`. Post steps run
   * in the reverse order of their steps.
   * @param readInputs as for `cleanUp`
   * @throws ActionError if a person must act
   */
  giveBack?(readInputs: () => InputsOf<C>, job: Job): Promise<void>;
}

/** Returns the words of an action's reports, including its name, one per line. */
export const wordsOf = <C extends Contract>({ contract, words = [] }: Action<C>): string =>
  [contract.name, ...words].join("\n");
