import type { Event } from "../../../lib/terraform/events.ts";

/** What terraform works on, by its own events. A tool that prints nothing before its end begins nothing here. */
export class InFlight {
  /** Addresses of all changes that were begun. */
  readonly begun = new Set<string>();
  readonly #actions = new Map<string, string>();

  /** Addresses of the changes that were begun and have not ended. */
  get addresses(): string[] {
    return [...this.#actions.keys()];
  }

  observe(event: Event): void {
    if (event.type === "apply_start") {
      this.begun.add(event.address);
      this.#actions.set(event.address, event.action);
    } else if (event.type === "apply_complete" || event.type === "apply_errored") {
      this.#actions.delete(event.address);
    }
  }

  /** A replacement deletes the old object first. */
  isDeleting(address: string): boolean {
    return this.#actions.get(address) === "delete";
  }
}
