import type { Event } from "../../../lib/terraform/events.ts";

/** What Terraform is working on, by its own events. If a tool prints nothing until it ends, nothing is begun here. */
export class InFlight {
  /** Addresses of all changes that have begun. */
  readonly begun = new Set<string>();
  readonly #actions = new Map<string, string>();

  /** Addresses of the changes that have begun but not ended. */
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

  /** Returns whether the old object is being deleted, which a replacement does first. */
  isDeleting(address: string): boolean {
    return this.#actions.get(address) === "delete";
  }
}
