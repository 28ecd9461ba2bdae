import type { WechatErrorKind } from './wechat-error';

export interface ErrorRule {
  kind: WechatErrorKind;
  permanent: boolean;
  /** Undefined when nobody can tell how long it lasts. */
  waitSeconds?: number;
}

const HOUR = 3600;

const rules: [codes: number[], rule: ErrorRule][] = [
  [[-1, 100003, 10021044, 9700223], { kind: 'busy', permanent: false }],
  [[40001, 40014, 42001], { kind: 'token', permanent: false }],
  [[40013, 40125], { kind: 'token', permanent: true }],
  [[40164, 61004, 89503], { kind: 'ip_not_allowed', permanent: true }],
  [[89506], { kind: 'ip_not_allowed', permanent: false, waitSeconds: 24 * HOUR }],
  [[89507], { kind: 'ip_not_allowed', permanent: false, waitSeconds: HOUR }],
  [[45009], { kind: 'quota_day', permanent: false }],
  [[45011], { kind: 'quota_minute', permanent: false }],
  [[48001], { kind: 'permission', permanent: true }],
  [[61007, 61023], { kind: 'unauthorized', permanent: true }],
  [[61005, 61006], { kind: 'component_ticket', permanent: false }],
  [[100002, 10021050, 10021057], { kind: 'not_found', permanent: true }],
  [[40243, 50002, 50004, 50007, 10080000, 10080001], { kind: 'restricted', permanent: true }],
  [
    [
      40002, 40097, 40170, 41001, 41002, 41004, 41018, 43001, 43002, 47001, 61014, 61024, 76021, 76022, 6060456,
      10020000, 9700224,
    ],
    { kind: 'bad_request', permanent: true },
  ],
  [[61011, 101100], { kind: 'other', permanent: true }],
];

const ruleByCode = new Map(rules.flatMap(([codes, rule]) => codes.map((code) => [code, rule] as const)));
const unknownCode: ErrorRule = { kind: 'other', permanent: false };

export function ruleOfCode(code: number): ErrorRule {
  return ruleByCode.get(code) ?? unknownCode;
}

/** Refused for its access token: fetch the token again once and repeat once. No other code may cost a token. */
export function refusesToken(code: number | undefined): boolean {
  return code === 40001 || code === 40014 || code === 42001;
}

/** The platform turned the call away before doing anything, so even a change may be sent again. */
export function provesNothingDone(code: number | undefined): boolean {
  return code === 100003;
}
