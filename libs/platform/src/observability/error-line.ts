interface ErrorLine {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: ErrorLine;
}

/**
 * An error as it may stand in a log: what it is and where it came from. Messages that quote the data at hand are left
 * out (what could not be parsed, what a column could not take), and so is everything else that an error carries along,
 * such as the rows and parameters of a statement.
 */
export function errorLine(error: unknown): ErrorLine {
  if (!(error instanceof Error)) return { type: typeof error, message: '[not an error]' };
  const { code, cause, stack } = error as NodeJS.ErrnoException;
  const frames = stack?.split('\n').filter((line) => line.startsWith('    at '));
  return {
    type: error.constructor.name,
    message: quotesData(error) ? '[quotes data]' : error.message,
    ...(code === undefined ? {} : { code: String(code) }),
    ...(frames?.length ? { stack: frames.join('\n') } : {}),
    ...(cause instanceof Error ? { cause: errorLine(cause) } : {}),
  };
}

/** JSON.parse cites its input, PostgreSQL's classes 22 (data) and 23 (constraints) cite values. */
function quotesData(error: Error): boolean {
  if (error instanceof SyntaxError) return true;
  return 'severity' in error && 'code' in error && /^2[23]/.test(String(error.code));
}
