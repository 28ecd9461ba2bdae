import { Algorithm, hash, verify } from '@node-rs/argon2';

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
