import { permissionSetsFor } from './permission-sets';
import type { WechatError, WechatErrorKind } from './wechat-error';

interface Words {
  zh: string;
  en: string;
}

export interface WechatExplanation extends Words {
  remedy: Words;
}

/** What happened and what to do next, in words a shopkeeper understands. */
export function explainWechatError(error: WechatError): WechatExplanation {
  if (error.kind === 'permission') return explainPermission(error);
  return (error.code === undefined ? undefined : byCode[error.code]) ?? byKind[error.kind];
}

function explainPermission({ path }: WechatError): WechatExplanation {
  const sets = permissionSetsFor(path);
  if (sets.length === 0) return byKind.permission;
  const zh = sets.map(({ id, name, purpose }) => `「${name.zh}」(${id}，用于${purpose.zh})`).join('或');
  const en = sets.map(({ id, name, purpose }) => `“${name.en}” (${id}, for ${purpose.en})`).join(' or ');
  return {
    zh: `店铺还没有把权限集${zh}授权给我们，所以微信拒绝了这次操作。`,
    en: `The shop has not granted us the permission set ${en}, so WeChat refused.`,
    remedy: {
      zh: '请店铺管理员在微信小店的服务市场重新授权，勾选这项权限；自研店铺请在后台开通该接口。',
      en: 'Ask the shop administrator to update the authorisation in the WeChat service market with this set; a self-run shop enables the interface in its own console.',
    },
  };
}

const byKind: Record<WechatErrorKind, WechatExplanation> = {
  busy: explanation(
    '微信现在繁忙，没有完成这次请求。',
    'WeChat is busy and did not complete the request.',
    '无需操作，系统会自动重试。',
    'Nothing to do: it is tried again automatically.',
  ),
  token: explanation(
    '微信不接受当前的访问凭证。',
    'WeChat does not accept the present access token.',
    '系统会自动换取新凭证；如果一直出现，请检查店铺的授权或密钥。',
    'A new one is fetched automatically; if this persists, check the authorisation or the secret of the shop.',
  ),
  permission: explanation(
    '店铺没有开通这个接口的权限。',
    'The shop has no right to this interface.',
    '请店铺管理员更新授权，或在微信小店后台开通该接口。',
    'Ask the shop administrator to update the authorisation or to enable the interface in the WeChat shop console.',
  ),
  unauthorized: explanation(
    '店铺的授权已失效或已取消。',
    'The authorisation of the shop is gone or was cancelled.',
    '请店铺管理员在微信小店的服务市场重新授权。',
    'Ask the shop administrator to authorise again in the WeChat service market.',
  ),
  quota_minute: explanation(
    '这一分钟内请求微信的次数太多了。',
    'Too many requests to WeChat within this minute.',
    '无需操作，下一分钟会自动继续。',
    'Nothing to do: it continues by itself in the next minute.',
  ),
  quota_day: explanation(
    '今天这个接口的调用次数已用完。',
    'The quota of this interface is used up for today.',
    '北京时间零点后自动恢复；如果着急，可以在微信后台清零额度。',
    'It recovers after midnight Beijing time; if it is urgent, the quota can be reset in the WeChat console.',
  ),
  ip_not_allowed: explanation(
    '我们的服务器地址不在微信后台的 IP 白名单里。',
    'The address of our server is not on the IP allow-list in the WeChat console.',
    '请在微信后台的 IP 白名单中加入服务器的出口地址。',
    'Add the outgoing address of the server to the IP allow-list in the WeChat console.',
  ),
  not_found: explanation(
    '微信里找不到这条记录，或者它属于别的店铺。',
    'WeChat has no such record, or it belongs to another shop.',
    '请核对编号和店铺。',
    'Check the number and the shop.',
  ),
  bad_request: explanation(
    '微信认为这次请求的内容不正确。',
    'WeChat finds the content of this request wrong.',
    '这通常是软件问题，请把请求编号发给技术支持。',
    'This is usually a fault of the software: send the request id to support.',
  ),
  restricted: explanation(
    '这家店铺或它的接口被微信限制了。',
    'WeChat has restricted this shop or its interfaces.',
    '请登录微信小店后台查看店铺状态和通知。',
    'Look at the state and the notices of the shop in the WeChat console.',
  ),
  network: explanation(
    '暂时连接不上微信。',
    'WeChat cannot be reached at the moment.',
    '系统会自动重试；如果持续超过几分钟，请检查服务器的网络。',
    'It is tried again automatically; if it lasts for minutes, check the network of the server.',
  ),
  unreadable: explanation(
    '微信的回答无法识别。',
    'The answer of WeChat cannot be read.',
    '请稍后重试；如果一直出现，请联系技术支持。',
    'Try again later; if it persists, tell support.',
  ),
  component_ticket: explanation(
    '还没有收到微信推送的有效票据，暂时无法换取凭证。',
    'No valid ticket has arrived from WeChat yet, so no token can be fetched.',
    '微信每十分钟推送一次票据，请稍候；如果一直没有，请检查授权事件接收地址。',
    'WeChat pushes a ticket every ten minutes: wait; if none comes, check the URL for authorisation events.',
  ),
  other: explanation(
    '微信没有接受这次请求。',
    'WeChat did not accept this request.',
    '请稍后重试；如果一直出现，请把请求编号发给技术支持。',
    'Try again later; if it persists, send the request id to support.',
  ),
};

const secretRemedy = [
  '请在设置中重新填写店铺的 AppID 和 AppSecret。',
  'Enter the AppID and AppSecret again in the settings.',
] as const;

const byCode: Record<number, WechatExplanation> = {
  40013: explanation('AppID 不正确。', 'The AppID is wrong.', ...secretRemedy),
  40125: explanation('AppSecret 不正确或已被重置。', 'The AppSecret is wrong or was reset.', ...secretRemedy),
  40243: explanation(
    'AppSecret 已被冻结。',
    'The AppSecret is frozen.',
    '请在微信后台解冻 AppSecret。',
    'Unfreeze the AppSecret in the WeChat console.',
  ),
  61011: explanation(
    '服务商的第三方平台 AppID 无效。',
    "The service provider's platform AppID is not valid.",
    '请核对服务商设置中的第三方平台 AppID 和密钥。',
    'Check the platform AppID and secret in the settings of the service provider.',
  ),
  89503: explanation(
    '微信要求店铺管理员先确认我们的服务器。',
    'WeChat wants the shop administrator to confirm our server first.',
    '请管理员在微信里确认调用请求。',
    'Ask the administrator to confirm the call in WeChat.',
  ),
  101100: explanation(
    '订单当前的状态不允许这个操作。',
    'The present state of the order does not allow this.',
    '请刷新订单后再决定。',
    'Read the order again, then decide.',
  ),
  10020001: explanation(
    '售后单当前的状态不允许这个操作。',
    'The present state of the after-sale does not allow this.',
    '请刷新后再决定。',
    'Read it again, then decide.',
  ),
  10021045: explanation(
    '微信退款失败。',
    'WeChat could not pay the refund.',
    '请登录微信小店后台查看原因，或稍后再试。',
    'See the reason in the WeChat shop console, or try again later.',
  ),
  10021046: explanation(
    '店铺余额不足，无法退款。',
    'The balance of the shop is too low for the refund.',
    '请先在微信小店后台充值，再次同意退款。',
    'Top up the balance in the WeChat shop console, then agree again.',
  ),
  10021051: explanation(
    '这笔售后正在处理纠纷，不能直接退款。',
    'A complaint about this after-sale is running, so it cannot be refunded directly.',
    '请在微信小店后台处理纠纷。',
    'Settle the complaint in the WeChat shop console.',
  ),
  10021059: explanation(
    '同一订单一分钟内只能退款一次。',
    'WeChat takes one refund per order and minute.',
    '无需操作，一分钟后会自动再试。',
    'Nothing to do: it is tried again after a minute.',
  ),
  10080000: explanation(
    '店铺正在闭店公示期。',
    'The shop is in its closing notice period.',
    '请登录微信小店后台查看。',
    'See the WeChat shop console.',
  ),
  10080001: explanation(
    '店铺已经关闭。',
    'The shop is closed.',
    '请登录微信小店后台查看。',
    'See the WeChat shop console.',
  ),
};

function explanation(zh: string, en: string, remedyZh: string, remedyEn: string): WechatExplanation {
  return { zh, en, remedy: { zh: remedyZh, en: remedyEn } };
}
