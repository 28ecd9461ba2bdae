interface Choosable {
  readonly key: string;
  readonly fixed?: boolean;
  readonly optional?: boolean;
}

/** The keys shown when nobody chose. */
export const usualColumns = (columns: readonly Choosable[]): string[] =>
  columns.filter((column) => !column.optional).map(({ key }) => key);

/** A choice as it stands in the URL or in storage: keys in order, unknown ones dropped, fixed ones always there. */
export function chosenColumns<C extends Choosable>(columns: readonly C[], choice: string | null | undefined): C[] {
  const wanted = choice ? choice.split(',') : usualColumns(columns);
  return columns.filter((column) => column.fixed || wanted.includes(column.key));
}

/** Undefined when the choice is the usual one, so that it needs no place in the URL. */
export function columnChoice(columns: readonly Choosable[], shown: readonly string[]): string | undefined {
  const keys = columns.filter((column) => column.fixed || shown.includes(column.key)).map(({ key }) => key);
  const usual = chosenColumns(columns, undefined).map(({ key }) => key);
  return keys.join() === usual.join() ? undefined : keys.join();
}
