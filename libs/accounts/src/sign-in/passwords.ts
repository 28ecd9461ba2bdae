import { Algorithm, hash, verify } from '@node-rs/argon2';
import { PasswordTooCommon } from '../accounts.errors';

// OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane.
const options = {
  algorithm: 2 satisfies Algorithm.Argon2id as Algorithm,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

export const hashPassword = (password: string): Promise<string> => hash(password, options);

let unusable: Promise<string> | undefined;

/** Takes as long for an unknown person (`stored` undefined) as for a known one, so that answers do not tell who exists. */
export async function passwordMatches(stored: string | undefined, password: string): Promise<boolean> {
  unusable ??= hashPassword('a password nobody has');
  const matches = await verify(stored ?? (await unusable), password);
  return matches && stored !== undefined;
}

export const passwordLength = { min: 12, max: 200 } as const;

const patterns = [
  /^(.)\1*$/,
  /^(?:0?1234567890?|qwertyuiop|asdfghjkl|zxcvbnm|password|passw0rd|letmein|welcome|woaini|admin|zhanggui|\d)+[\W_]*$/i,
];

/** Refuses what is guessed first: one character repeated, rows of the keyboard, the usual words, one's own address. @throws PasswordTooCommon */
export function refuseCommonPassword(password: string, email: string): void {
  const own = email.split('@')[0]!.toLowerCase();
  if (patterns.some((pattern) => pattern.test(password)) || (own.length > 3 && password.toLowerCase().includes(own)))
    throw new PasswordTooCommon();
}
