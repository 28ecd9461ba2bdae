import { done } from '@zhanggui/api-client';
import { Card, Page } from '@zhanggui/ui';
import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api';
import { useUser } from '../../shared/session';
import { useAct } from '../../shared/use-act';
import { SecondFactorCard } from './second-factor';
import { SessionsCard } from './sessions';
import './account.css';

/** The person's own password, address, second factor and sessions. */
export function AccountPage() {
  const { t } = useTranslation();
  const user = useUser();
  return (
    <Page title={t('account.title')} note={`${user.name} · ${user.email}`}>
      <div className="account-cards">
        <PasswordCard />
        <EmailCard />
        <SecondFactorCard />
        <SessionsCard />
      </div>
    </Page>
  );
}

interface PasswordValues {
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly again: string;
}

function PasswordCard() {
  const { t } = useTranslation();
  const [form] = Form.useForm<PasswordValues>();
  const change = useAct(
    ({ currentPassword, newPassword }: PasswordValues) =>
      done(api.plain.POST('/api/v1/auth/password', { body: { currentPassword, newPassword } })),
    { said: t('account.password.saved'), changes: ['sessions'], onDone: () => form.resetFields() },
  );
  return (
    <Card title={t('account.password.title')}>
      <Form<PasswordValues>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(values) => change.mutate(values)}
      >
        <Form.Item
          name="currentPassword"
          label={t('account.password.current')}
          rules={[{ required: true, message: t('signIn.passwordMissing') }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          name="newPassword"
          label={t('account.password.wanted')}
          extra={t('account.password.short')}
          rules={[{ required: true, min: 12, message: t('account.password.short') }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('account.password.again')}
          dependencies={['newPassword']}
          rules={[
            { required: true, message: t('account.password.again') },
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                value === getFieldValue('newPassword')
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('account.password.differs'))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {t('account.password.save')}
        </Button>
      </Form>
    </Card>
  );
}

function EmailCard() {
  const { t } = useTranslation();
  const user = useUser();
  const change = useAct(
    ({ email }: { email: string }) => done(api.plain.POST('/api/v1/auth/email', { body: { email: email.trim() } })),
    { said: t('account.email.saved'), changes: ['user'] },
  );
  return (
    <Card title={t('account.email.title')}>
      <Form<{ email: string }>
        layout="vertical"
        requiredMark={false}
        initialValues={{ email: user.email }}
        onFinish={(values) => change.mutate(values)}
      >
        <Form.Item
          name="email"
          label={t('people.form.email')}
          rules={[{ required: true, type: 'email', message: t('people.form.emailBad') }]}
        >
          <Input type="email" autoComplete="email" />
        </Form.Item>
        <Button htmlType="submit" loading={change.isPending}>
          {t('account.email.save')}
        </Button>
      </Form>
    </Card>
  );
}
