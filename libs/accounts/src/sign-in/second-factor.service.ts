import { createHash, randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '@zhanggui/audit';
import { Clock, type CurrentUser, Database, SecretBox, type SystemTx } from '@zhanggui/platform';
import { Secret, TOTP } from 'otpauth';
import { SecondFactorOff, SecondFactorOn, WrongCode } from '../accounts.errors';

const periodSeconds = 30;
const recoveryCodeCount = 10;
export const secondFactorContext = (userId: string) => `second_factor:${userId}`;

const totp = (email: string, secret: string) =>
  new TOTP({ issuer: 'Zhanggui', label: email, secret: Secret.fromBase32(secret), period: periodSeconds });
const codeHash = (userId: string, code: string) =>
  createHash('sha256')
    .update(`${userId} ${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`)
    .digest('base64url');

/** One-time codes of an authenticator app (RFC 6238), and recovery codes for the day when the phone is lost. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly box: SecretBox,
    private readonly audit: AuditLog,
  ) {}

  /** Begins: a secret that counts only after a first right code. @returns the `otpauth:` address for the QR code, and the secret to type in */
  async begin(user: CurrentUser): Promise<{ uri: string; secret: string }> {
    const secret = new Secret({ size: 20 }).base32;
    const rows = await this.db.systemQuery(
      `INSERT INTO second_factor (user_id, secret_sealed, created_at, last_step) VALUES ($1, $2, $3, 0)
       ON CONFLICT (user_id) DO UPDATE SET secret_sealed = EXCLUDED.secret_sealed, created_at = EXCLUDED.created_at, last_step = 0
       WHERE second_factor.confirmed_at IS NULL RETURNING 1`,
      [user.id, this.box.seal(secret, secondFactorContext(user.id)), this.clock.now()],
    );
    if (rows.length === 0) throw new SecondFactorOn();
    return { uri: totp(user.email, secret).toString(), secret };
  }

  /** Ends with the first right code. @returns the recovery codes, shown this once @throws WrongCode */
  async confirm(user: CurrentUser, code: string): Promise<string[]> {
    if (!(await this.totpMatches(user.id, code, false))) throw new WrongCode();
    return this.db.system(async (tx) => {
      const rows = await tx.query(
        'UPDATE second_factor SET confirmed_at = $2 WHERE user_id = $1 AND confirmed_at IS NULL RETURNING 1',
        [user.id, this.clock.now()],
      );
      if (rows.length === 0) throw new SecondFactorOn();
      const codes = await this.writeRecoveryCodes(tx, user.id);
      await this.audit.writeForSide(tx, user, user, {
        action: 'account.second_factor_on',
        subject: { kind: 'person', id: user.id },
      });
      return codes;
    });
  }

  async turnOff(user: CurrentUser): Promise<void> {
    await this.db.system(async (tx) => {
      await tx.query('DELETE FROM recovery_code WHERE user_id = $1', [user.id]);
      const rows = await tx.query('DELETE FROM second_factor WHERE user_id = $1 RETURNING 1', [user.id]);
      if (rows.length === 0) throw new SecondFactorOff();
      await this.audit.writeForSide(tx, user, user, {
        action: 'account.second_factor_off',
        subject: { kind: 'person', id: user.id },
      });
    });
  }

  /** New recovery codes in place of all former ones. */
  async renewRecoveryCodes(user: CurrentUser): Promise<string[]> {
    if (!user.secondFactor) throw new SecondFactorOff();
    return this.db.system(async (tx) => {
      const codes = await this.writeRecoveryCodes(tx, user.id);
      await this.audit.writeForSide(tx, user, user, {
        action: 'account.recovery_codes_made',
        subject: { kind: 'person', id: user.id },
      });
      return codes;
    });
  }

  async recoveryCodesLeft(userId: string): Promise<number> {
    const [row] = await this.db.systemQuery<{ left: number }>(
      'SELECT count(*)::int AS left FROM recovery_code WHERE user_id = $1 AND used_at IS NULL',
      [userId],
    );
    return row!.left;
  }

  /** Whether the code is the app's present one or an unused recovery code. A right code is used up by this. */
  async matches(userId: string, code: string): Promise<boolean> {
    if (/^\s*\d{3}\s?\d{3}\s*$/.test(code)) return this.totpMatches(userId, code, true);
    const rows = await this.db.systemQuery(
      'UPDATE recovery_code SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL RETURNING 1',
      [userId, codeHash(userId, code), this.clock.now()],
    );
    return rows.length === 1;
  }

  private async totpMatches(userId: string, code: string, confirmed: boolean): Promise<boolean> {
    const [row] = await this.db.systemQuery<{ secret_sealed: string }>(
      'SELECT secret_sealed FROM second_factor WHERE user_id = $1 AND (confirmed_at IS NOT NULL) = $2',
      [userId, confirmed],
    );
    if (!row) return false;
    const timestamp = this.clock.now().getTime();
    const delta = totp('', this.box.open(row.secret_sealed, secondFactorContext(userId))).validate({
      token: code.replace(/\s/g, ''),
      timestamp,
      window: 1,
    });
    if (delta === null) return false;
    // Each code is good once: whoever looks over a shoulder comes too late.
    const step = Math.floor(timestamp / 1000 / periodSeconds) + delta;
    const used = await this.db.systemQuery(
      'UPDATE second_factor SET last_step = $2 WHERE user_id = $1 AND last_step < $2 RETURNING 1',
      [userId, step],
    );
    return used.length === 1;
  }

  private async writeRecoveryCodes(tx: SystemTx, userId: string): Promise<string[]> {
    const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
    const codes = Array.from({ length: recoveryCodeCount }, () => {
      const text = Array.from({ length: 10 }, () => alphabet[randomInt(alphabet.length)]).join('');
      return `${text.slice(0, 5)}-${text.slice(5)}`;
    });
    await tx.query('DELETE FROM recovery_code WHERE user_id = $1', [userId]);
    await tx.query(
      'INSERT INTO recovery_code (user_id, code_hash) SELECT $1::uuid, hash FROM unnest($2::text[]) AS hash',
      [userId, codes.map((code) => codeHash(userId, code))],
    );
    return codes;
  }
}
