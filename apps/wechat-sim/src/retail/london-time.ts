const wallClock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
});
const offsets = new Map<string, number>();

/** Epoch seconds of a wall-clock time in London, written `2011-04-01 09:26:00`. */
export function londonInstant(local: string): number {
  const asUtc = Date.parse(`${local.replace(' ', 'T')}Z`);
  const hour = local.slice(0, 13);
  let offset = offsets.get(hour);
  if (offset === undefined) {
    offset = offsetOf(Date.parse(`${hour.replace(' ', 'T')}:00:00Z`));
    offsets.set(hour, offset);
  }
  return (asUtc - offset) / 1000;
}

/** How far London is ahead of UTC when its clocks show this hour. */
function offsetOf(hourAsUtc: number): number {
  const parts = Object.fromEntries(wallClock.formatToParts(hourAsUtc).map(({ type, value }) => [type, value]));
  const shown = Date.parse(`${parts['year']}-${parts['month']}-${parts['day']}T${parts['hour']}:00:00Z`);
  return shown - hourAsUtc;
}
