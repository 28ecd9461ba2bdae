import { dataOf } from '@zhanggui/api-client';
import { Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api';
import { FormModal } from '../../shared/form-modal';
import { useScope, useScopeFacts } from '../../shared/scope';
import { useUser } from '../../shared/session';
import { ShownOnce } from '../../shared/shown-once';
import { useAct } from '../../shared/use-act';
import { PlaceFields, type PlaceValues, placeOf } from './place-fields';

interface Values extends PlaceValues {
  readonly email: string;
  readonly name: string;
  readonly locale: 'zh-CN' | 'en-US';
}

/** Invites somebody to the side on screen: the merchant of the scope, or else the provider. */
export function InvitePerson({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const user = useUser();
  const scope = useScope();
  const facts = useScopeFacts();
  const [made, setMade] = useState<{ email: string; link: string } | undefined>();
  const merchantId = user.merchantId ?? scope.merchantId ?? null;
  const invite = useAct(
    ({ email, name, locale, ...place }: Values) =>
      dataOf(
        api.plain.POST('/api/v1/people/invitations', {
          body: { email: email.trim(), name: name.trim(), locale, merchantId, ...placeOf(place, merchantId) },
        }),
      ),
    { changes: ['invitations'], onDone: setMade },
  );
  if (made)
    return (
      <ShownOnce
        title={t('people.link.title')}
        text={t('people.link.text', { email: made.email })}
        value={made.link}
        copyLabel={t('people.link.copy')}
        doneLabel={t('people.link.done')}
        onClose={onClose}
      />
    );
  return (
    <FormModal<Values>
      title={t('people.form.inviteTitle')}
      ok={t('people.form.send')}
      isPending={invite.isPending}
      initialValues={{ grants: null, locale: i18n.language.startsWith('en') ? 'en-US' : 'zh-CN' }}
      onSubmit={(values) => invite.mutate(values)}
      onClose={onClose}
      testId="invite-send"
    >
      <Form.Item label={t('people.form.side')}>
        <strong>{merchantId === null ? user.providerName : (facts.merchantName ?? '…')}</strong>
      </Form.Item>
      <Form.Item
        name="email"
        label={t('people.form.email')}
        rules={[{ required: true, type: 'email', message: t('people.form.emailBad') }]}
      >
        <Input type="email" autoComplete="off" autoFocus data-testid="invite-email" />
      </Form.Item>
      <Form.Item
        name="name"
        label={t('people.form.name')}
        rules={[{ required: true, whitespace: true, message: t('people.form.required') }]}
      >
        <Input maxLength={80} data-testid="invite-name" />
      </Form.Item>
      <PlaceFields merchantId={merchantId} />
      <Form.Item name="locale" label={t('people.form.language')}>
        <Select
          options={[
            { value: 'zh-CN', label: '中文' },
            { value: 'en-US', label: 'English' },
          ]}
        />
      </Form.Item>
    </FormModal>
  );
}
