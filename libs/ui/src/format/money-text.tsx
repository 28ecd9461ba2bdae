import { formatYuan } from './money';

interface MoneyTextProps {
  /** Whole fen; null shows a dash. */
  readonly fen: number | null | undefined;
  readonly strong?: boolean;
  /** Zero is what everybody expects here: shown faintly, so that the eye finds the rest. */
  readonly quietZero?: boolean;
}

/** The one way money is shown: yuan with two digits, in figures of equal width. */
export function MoneyText({ fen, strong = false, quietZero = false }: MoneyTextProps) {
  const classes = ['zg-money'];
  if (strong) classes.push('zg-money-strong');
  if (fen === null || fen === undefined || (quietZero && fen === 0)) classes.push('zg-faint');
  return <span className={classes.join(' ')}>{formatYuan(fen)}</span>;
}
