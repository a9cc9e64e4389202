/** A clock that moves only when it is waited for, and remembers the waits in milliseconds. */
export function steppedClock(onWait: () => void = () => undefined) {
  const waits: number[] = [];
  let now = 1000;
  return {
    waits,
    now: () => now,
    wait: (milliseconds: number) => {
      waits.push(milliseconds);
      now += milliseconds;
      onWait();
      return Promise.resolve();
    },
  };
}
