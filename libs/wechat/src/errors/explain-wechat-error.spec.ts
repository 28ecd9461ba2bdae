import { describe, expect, it } from 'vitest';
import { explainWechatError } from './explain-wechat-error';
import { permissionSets, permissionSetsFor } from './permission-sets';
import { WechatError, type WechatErrorKind } from './wechat-error';

const error = (kind: WechatErrorKind, path = '/x', code?: number) =>
  new WechatError({ kind, path, permanent: true, ...(code !== undefined && { code }) });

describe('explainWechatError', () => {
  it('names the permission set that is missing for the path', () => {
    const { zh, en } = explainWechatError(error('permission', '/channels/ec/order/get', 48001));
    expect(zh).toContain('订单与售后');
    expect(zh).toContain('131');
    expect(en).toContain('Orders and after-sales');
  });

  it('explains a missing permission for a path that we do not know', () => {
    expect(explainWechatError(error('permission', '/new/path', 48001)).zh).toContain('权限');
  });

  it('is more exact where the code says more than the kind', () => {
    expect(explainWechatError(error('token', '/x', 40125)).zh).toContain('AppSecret');
    expect(explainWechatError(error('token', '/x', 42001)).zh).not.toContain('AppSecret');
  });
});

describe('permissionSetsFor', () => {
  it.each([
    ['/channels/ec/order/get', [131]],
    ['/channels/ec/order/dropship/supplier/list', [192]],
    ['/channels/ec/basics/info/get', [129, 131]],
    ['/shop/ec/basics/img/upload', [85, 129, 131]],
    ['/channels/ec/funds/getbalance', [138]],
    ['/channels/ec/funds/getfundsflowlist', [138, 141]],
    ['/cgi-bin/stable_token', []],
  ])('%s needs one of %j', (path, ids) => {
    expect(permissionSetsFor(path).map(({ id }) => id)).toEqual(ids);
    for (const id of ids) expect(permissionSets.has(id)).toBe(true);
  });
});
