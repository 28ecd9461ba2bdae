interface ErrorText {
  readonly zh: string;
  readonly en: string;
}

/** Every code that the API answers, with the sentence for people. A code is contract: it is never renamed. */
export const errorTexts = {
  VALIDATION_FAILED: {
    zh: '提交的内容有误，请按提示修改。',
    en: 'Something in the request is not valid: correct the fields named.',
  },
  NOT_SIGNED_IN: { zh: '请先登录。', en: 'Sign in first.' },
  WRONG_CREDENTIALS: { zh: '邮箱或密码不正确。', en: 'E-mail or password is wrong.' },
  TOO_MANY_ATTEMPTS: { zh: '尝试次数过多，请稍后再试。', en: 'Too many attempts: wait a moment and try again.' },
  SECOND_FACTOR_NEEDED: {
    zh: '请输入动态验证码或恢复码。',
    en: 'Enter the code of your authenticator app, or a recovery code.',
  },
  WRONG_CODE: { zh: '验证码不正确或已用过。', en: 'The code is wrong or was used already.' },
  CONFIRMATION_NEEDED: {
    zh: '这是敏感操作，请先确认是您本人。',
    en: 'This is a sensitive act: confirm that it is you, then do it again.',
  },
  SIGN_IN_ONLY: {
    zh: '此操作需要本人登录，API 密钥不能执行。',
    en: 'This needs a person who is signed in: an API key cannot do it.',
  },
  INVITATION_NOT_VALID: {
    zh: '邀请链接无效、已使用或已过期，请联系邀请人重新发送。',
    en: 'The invitation is not valid, was used or has expired: ask for a new one.',
  },
  EMAIL_TAKEN: { zh: '该邮箱已被使用。', en: 'The e-mail address is in use.' },
  GRANT_NOT_HELD: {
    zh: '不能授予或更改您自己没有的权限或范围。',
    en: 'You cannot give or change rights or stores that you do not hold yourself.',
  },
  NOT_ONESELF: { zh: '不能对自己执行此操作。', en: 'This cannot be done to oneself.' },
  LAST_OWNER: {
    zh: '这是最后一位所有者，请先指定另一位所有者。',
    en: 'This is the last owner: make somebody else an owner first.',
  },
  ROLE_IN_USE: {
    zh: '仍有成员或邀请使用此角色，请先更改他们的角色。',
    en: 'People or invitations still have this role: change theirs first.',
  },
  NOT_AWAITING_REFUND: {
    zh: '这笔售后现在不需要商家同意退款，请刷新后查看。',
    en: 'This after-sale does not wait for a refund to be agreed to now: load it again.',
  },
  REFUND_AMOUNT_CHANGED: {
    zh: '退款金额已变化，请核对新的金额后再同意。',
    en: 'The amount has changed: check the new one, then agree.',
  },
  REFUND_UNDER_WAY: {
    zh: '已同意退款，正在提交给微信。',
    en: 'The refund was agreed to already and is on its way to WeChat.',
  },
  SECOND_FACTOR_ON: { zh: '两步验证已开启。', en: 'The second factor is on already.' },
  SECOND_FACTOR_OFF: { zh: '两步验证未开启。', en: 'The second factor is not on.' },
  PASSWORD_TOO_COMMON: {
    zh: '密码过于常见或包含您的邮箱，请换一个。',
    en: 'The password is too common or contains your e-mail address: choose another.',
  },
  CROSS_SITE: { zh: '请求来自其他网站，已被拒绝。', en: 'The request came from another site and was refused.' },
  FORBIDDEN: { zh: '您没有此权限，请联系管理员开通。', en: 'You lack the right for this: ask your administrator.' },
  NOT_FOUND: {
    zh: '没有找到，可能不存在或不在您的管理范围内。',
    en: 'Not found: it does not exist or is outside what you manage.',
  },
  SCOPE_NEEDED: { zh: '请先选择一个商家再进行此操作。', en: 'Choose one merchant first.' },
  NAME_TAKEN: { zh: '名称已被使用，请换一个。', en: 'The name is taken: choose another.' },
  TOO_MANY_REQUESTS: {
    zh: '请求过于频繁，请稍后再试。',
    en: 'Too many requests: wait a moment and try again.',
  },
  TOO_MANY_VIEWS: {
    zh: '每人最多保存 50 个视图，请先删除不用的。',
    en: 'A person keeps at most 50 views: delete one that you no longer need.',
  },
  APP_ALREADY_CONNECTED: { zh: '该小店已接入，不能重复接入。', en: 'This store is connected already.' },
  NOT_AUTHORIZED_YET: {
    zh: '该小店尚未授权。请商家在服务市场购买服务后再试。',
    en: 'This store has not authorised us yet: let the merchant buy the service in the service market, then try again.',
  },
  UNKNOWN_TIME_ZONE: {
    zh: '未知的时区，请填写如 Asia/Shanghai 的名称。',
    en: 'Unknown time zone: give a name such as Asia/Shanghai.',
  },
  COMPONENT_NOT_CONFIGURED: {
    zh: '未配置第三方平台参数（WECHAT_COMPONENT_*），暂不能使用服务商模式。',
    en: 'The third-party platform is not configured (WECHAT_COMPONENT_*): the provider mode is not available.',
  },
  PUSH_NOT_UNDERSTOOD: {
    zh: '这条推送仍然无法识别，已原样保留。升级后可再试。',
    en: 'This push is still not understood and is kept as it came: try again after an upgrade.',
  },
  PLATFORM_REFUSED: { zh: '微信平台拒绝了请求。', en: 'The WeChat platform refused the request.' },
  BACKFILL_RUNNING: {
    zh: '历史订单正在同步，请等待完成。',
    en: 'The history is being read already: wait until it is done.',
  },
  CERTIFICATE_NOT_SIGNED: {
    zh: '这一天没有签名凭证。请重新核对这一天，核对后即可下载。',
    en: 'There is no signed record of this day: check the day again, then it can be downloaded.',
  },
  CALLBACK_REFUSED: { zh: '回调请求无效。', en: 'The callback is not valid.' },
  BODY_TOO_LARGE: { zh: '请求内容过大。', en: 'The request is too large.' },
  NOT_READY: { zh: '服务尚未就绪，请稍候。', en: 'Not ready yet: wait a moment.' },
  INTERNAL: {
    zh: '系统出错了，请稍后重试；如仍失败，请把请求编号发给客服。',
    en: 'Something broke on our side: try again, and report the request id if it stays.',
  },
} as const satisfies Record<string, ErrorText>;

export type ErrorCode = keyof typeof errorTexts;
