import type { CurrentUser } from '@zhanggui/platform';
import { ConfirmationNeeded, SignInOnlyRoute } from '../accounts.errors';

/** For so long after showing that it is they, a person may do sensitive acts. */
const confirmedMs = 10 * 60_000;

/** @throws ConfirmationNeeded unless the person showed lately that it is they; SignInOnlyRoute behind an API key */
export function mustConfirm(user: CurrentUser, now: Date): void {
  if (user.apiKeyId) throw new SignInOnlyRoute();
  if (user.confirmedAt === null || now.getTime() - user.confirmedAt.getTime() >= confirmedMs)
    throw new ConfirmationNeeded(user.secondFactor);
}
