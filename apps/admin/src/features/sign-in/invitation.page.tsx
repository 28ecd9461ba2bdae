import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { dataOf, type OpenInvitation } from '@zhanggui/api-client';
import { BlockSkeleton, BrandMark, ErrorState } from '@zhanggui/ui';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { api } from '../../shared/api';
import { followAccountLanguage } from '../../shared/preferences';
import { problemWords } from '../../shared/problem-words';
import { userQuery } from '../../shared/session';
import { LanguageSwitch, ThemeSwitch } from '../../shared/switches';
import './sign-in.css';

/** Where the link of an invitation leads. The token stands behind the #, which browsers send to nobody. */
export function InvitationPage() {
  const { t, i18n } = useTranslation();
  const router = useRouter();
  const [token] = useState(() => window.location.hash.slice(1));
  const query = useQuery({
    queryKey: ['invitation', token] as const,
    retry: false,
    queryFn: () => dataOf(api.plain.POST('/api/v1/auth/invitation/open', { body: { token } })),
  });
  const problem = query.error ? problemWords(query.error, t, i18n.language) : undefined;
  return (
    <main className="sign-in-desk invitation">
      <div className="sign-in-switches">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <div className="sign-in-form">
        <BrandMark size={44} />
        {query.isPending ? (
          <BlockSkeleton height={240} />
        ) : problem ? (
          <ErrorState
            title={t('invitation.badTitle')}
            remedy={problem.title}
            action={
              <Button type="primary" onClick={() => void router.navigate({ to: '/sign-in' })}>
                {t('invitation.toSignIn')}
              </Button>
            }
          />
        ) : query.data ? (
          <Accept offer={query.data} token={token} />
        ) : null}
      </div>
    </main>
  );
}

function Accept({ offer, token }: { offer: OpenInvitation; token: string }) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const router = useRouter();
  const queryClient = useQueryClient();
  const accept = useMutation({
    mutationFn: ({ name, password }: { name: string; password: string }) =>
      dataOf(api.plain.POST('/api/v1/auth/invitation', { body: { token, name: name.trim(), password } })),
    onSuccess: (user) => {
      queryClient.clear();
      queryClient.setQueryData(userQuery.queryKey, user);
      followAccountLanguage(user.locale);
      void router.navigate({ to: '/' });
    },
  });
  const problem = accept.error ? problemWords(accept.error, t, i18n.language) : undefined;
  return (
    <>
      <h1>{t('invitation.title', { where: offer.merchantName ?? offer.providerName })}</h1>
      <p className="zg-soft">{t('invitation.text', { by: offer.invitedBy, role: words('roles', offer.role) })}</p>
      {problem ? (
        <Alert type="error" title={problem.title} description={problem.remedy} className="sign-in-note" />
      ) : null}
      <Form
        layout="vertical"
        size="large"
        requiredMark={false}
        initialValues={{ name: offer.name, email: offer.email }}
        onFinish={accept.mutate}
      >
        <Form.Item name="email" label={t('signIn.email')}>
          <Input disabled autoComplete="username" />
        </Form.Item>
        <Form.Item
          name="name"
          label={t('invitation.name')}
          rules={[{ required: true, whitespace: true, message: t('people.form.required') }]}
        >
          <Input maxLength={80} autoComplete="name" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('invitation.password')}
          rules={[{ required: true, min: 12, message: t('account.password.short') }]}
        >
          <Input.Password autoComplete="new-password" autoFocus data-testid="invitation-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={accept.isPending} data-testid="invitation-accept">
          {t('invitation.accept')}
        </Button>
      </Form>
    </>
  );
}
