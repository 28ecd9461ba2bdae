const shanghaiOffset = 8 * 3600;
const secondsPerDay = 86_400;

/** The day in Asia/Shanghai, which keeps UTC+8 all year since 1991. */
export const shanghaiDay = (epochSeconds: number): string =>
  new Date((epochSeconds + shanghaiOffset) * 1000).toISOString().slice(0, 10);

/** Midnight in Asia/Shanghai of the day that holds the instant. */
export const shanghaiMidnight = (epochSeconds: number): number =>
  Math.floor((epochSeconds + shanghaiOffset) / secondsPerDay) * secondsPerDay - shanghaiOffset;

/** 0 is Sunday. */
export const shanghaiWeekday = (epochSeconds: number): number =>
  new Date((epochSeconds + shanghaiOffset) * 1000).getUTCDay();
