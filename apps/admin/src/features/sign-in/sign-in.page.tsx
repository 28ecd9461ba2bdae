import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { ApiError, dataOf, type SignIn } from '@zhanggui/api-client';
import { BrandMark } from '@zhanggui/ui';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api';
import { followAccountLanguage } from '../../shared/preferences';
import { problemWords } from '../../shared/problem-words';
import { userQuery } from '../../shared/session';
import { LanguageSwitch, ThemeSwitch } from '../../shared/switches';
import './sign-in.css';

const points = ['spine', 'ledger', 'many'] as const;

export function SignInPage() {
  const { t } = useTranslation();
  return (
    <div className="sign-in">
      <aside className="sign-in-cover">
        <div className="sign-in-brand">
          <BrandMark size={40} />
          <div>
            <strong>掌柜</strong>
            <span>Zhanggui</span>
          </div>
        </div>
        <div className="sign-in-lead">
          <p className="sign-in-headline">{t('signIn.lead')}</p>
          <p>{t('signIn.leadText')}</p>
        </div>
        <ul>
          {points.map((point) => (
            <li key={point}>{t(`signIn.points.${point}`)}</li>
          ))}
        </ul>
        <AccountBook />
      </aside>
      <main className="sign-in-desk">
        <div className="sign-in-switches">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
        <SignInForm />
      </main>
    </div>
  );
}

function SignInForm() {
  const { t, i18n } = useTranslation();
  const { to } = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const queryClient = useQueryClient();
  const signIn = useMutation({
    mutationFn: (body: SignIn) => dataOf(api.plain.POST('/api/v1/auth/login', { body })),
    onSuccess: (user) => {
      queryClient.clear();
      queryClient.setQueryData(userQuery.queryKey, user);
      followAccountLanguage(user.locale);
      router.history.push(to ?? '/');
    },
  });
  const refusal = signIn.error instanceof ApiError ? signIn.error.code : undefined;
  const asksCode = refusal === 'SECOND_FACTOR_NEEDED' || refusal === 'WRONG_CODE';
  const problem =
    signIn.error && refusal !== 'SECOND_FACTOR_NEEDED' ? problemWords(signIn.error, t, i18n.language) : undefined;
  const [wantsCode, setWantsCode] = useState(false);
  if (asksCode && !wantsCode) setWantsCode(true);
  return (
    <div className="sign-in-form">
      <div className="sign-in-small-brand">
        <BrandMark size={44} />
      </div>
      <h1>{t('signIn.title')}</h1>
      <p className="zg-soft">{t('brandLine')}</p>
      {to && !problem ? <Alert type="info" title={t('signIn.again')} className="sign-in-note" /> : null}
      {problem ? (
        <Alert
          type="error"
          title={problem.title}
          description={signIn.error && 'status' in signIn.error && signIn.error.status === 401 ? null : problem.remedy}
          className="sign-in-note"
          data-testid="sign-in-error"
        />
      ) : null}
      <Form<SignIn>
        layout="vertical"
        size="large"
        requiredMark={false}
        onFinish={({ email, password, code }) =>
          signIn.mutate({ email: email.trim(), password, ...(wantsCode && code ? { code: code.trim() } : {}) })
        }
      >
        <Form.Item
          name="email"
          label={t('signIn.email')}
          rules={[{ required: true, whitespace: true, message: t('signIn.emailMissing') }]}
        >
          <Input
            type="email"
            autoComplete="username"
            inputMode="email"
            spellCheck={false}
            autoFocus
            data-testid="sign-in-email"
          />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('signIn.password')}
          rules={[{ required: true, message: t('signIn.passwordMissing') }]}
        >
          <Input.Password autoComplete="current-password" data-testid="sign-in-password" />
        </Form.Item>
        {wantsCode ? (
          <Form.Item
            name="code"
            label={t('signIn.code')}
            extra={t('signIn.codeHelp')}
            rules={[{ required: true, whitespace: true, message: t('signIn.codeMissing') }]}
          >
            <Input autoComplete="one-time-code" autoFocus data-testid="sign-in-code" />
          </Form.Item>
        ) : null}
        <Button type="primary" htmlType="submit" block loading={signIn.isPending} data-testid="sign-in-submit">
          {t('signIn.submit')}
        </Button>
      </Form>
    </div>
  );
}

const rows = [
  [150, 64, 52],
  [118, 40, 58],
  [176, 72, 46],
  [96, 0, 62],
  [140, 56, 50],
] as const;

/** A page of an account book: entries, amounts under each other, and a sum above its double rule. */
function AccountBook() {
  return (
    <svg className="book" viewBox="0 0 520 300" aria-hidden="true" preserveAspectRatio="xMinYMax meet">
      {rows.map(([entry, discount, amount], i) => {
        const y = 34 + i * 38;
        return (
          <g key={entry}>
            <path className="book-rule" d={`M0 ${y + 19}H520`} />
            <rect className="book-entry" x="8" y={y - 4} width={entry} height="8" rx="4" />
            {discount > 0 ? (
              <rect className="book-minor" x={392 - discount} y={y - 4} width={discount} height="8" rx="4" />
            ) : null}
            <rect className="book-amount" x={504 - amount} y={y - 4} width={amount} height="8" rx="4" />
          </g>
        );
      })}
      <path className="book-column" d="M296 0V300M408 0V300" />
      <rect className="book-sum" x="424" y="232" width="80" height="11" rx="5.5" />
      <path className="book-double" d="M416 256H512M416 261H512" />
    </svg>
  );
}
