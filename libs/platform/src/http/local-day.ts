import { isLocalDate } from '@zhanggui/contracts';
import { ValidateBy } from 'class-validator';

/** A day that the calendar knows, YYYY-MM-DD. */
export const IsLocalDay = () =>
  ValidateBy({
    name: 'isLocalDay',
    validator: {
      validate: (value) => typeof value === 'string' && isLocalDate(value),
      defaultMessage: (problem) => `${problem?.property} must be a day such as 2026-01-31`,
    },
  });
