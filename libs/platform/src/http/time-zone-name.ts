import { isTimeZone } from '@zhanggui/contracts';
import { ValidateBy } from 'class-validator';

/** An IANA name that the runtime knows. */
export const IsTimeZoneName = () =>
  ValidateBy({
    name: 'isTimeZoneName',
    validator: {
      validate: (value) => typeof value === 'string' && isTimeZone(value),
      defaultMessage: (problem) => `${problem?.property} must be a time zone such as Asia/Shanghai`,
    },
  });
