/** One thing that happened, for people. */
export interface Moment {
  /** ISO 8601 with milliseconds. */
  at: string;
  /** `Deployment fleet/frontend`. */
  object: string;
  text: string;
}

/** What happened in the cluster, in order, for the report. */
export class Timeline {
  readonly moments: Moment[] = [];

  add(
    object: { kind: string; metadata: { namespace?: string; name: string } },
    text: string,
  ): void {
    const { namespace, name } = object.metadata;
    const path = namespace === undefined ? name : `${namespace}/${name}`;
    this.moments.push({ at: new Date().toISOString(), object: `${object.kind} ${path}`, text });
  }
}
