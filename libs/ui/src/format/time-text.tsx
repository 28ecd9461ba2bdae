import { useUi } from '../text/ui-context';
import { noValue } from './money';
import { exactInstant, formatRelative, formatTime, type TimeStyle } from './time';

interface TimeTextProps {
  readonly at: string | null | undefined;
  /** The zone whose clock is shown: the store's. */
  readonly timeZone: string;
  readonly style?: TimeStyle;
  /** Says "3 minutes ago" and keeps the clock for the tooltip. */
  readonly relative?: boolean;
}

/** An instant on the store's clock; the exact instant in UTC is in the tooltip. */
export function TimeText({ at, timeZone, style = 'minute', relative = false }: TimeTextProps) {
  const { language } = useUi();
  if (!at) return <span className="zg-faint">{noValue}</span>;
  const clock = formatTime(at, timeZone, relative ? 'second' : style);
  return (
    <time
      className="zg-time"
      dateTime={at}
      title={`${relative ? `${clock}\n` : ''}${exactInstant(at, timeZone)}\n${formatRelative(at, language)}`}
    >
      {relative ? formatRelative(at, language) : clock}
    </time>
  );
}
