/** Returns a clock that moves only during a wait, and that records the waits, in milliseconds. */
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
