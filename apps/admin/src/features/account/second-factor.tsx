import { queryOptions, useQuery } from '@tanstack/react-query';
import { dataOf, done } from '@zhanggui/api-client';
import { BlockSkeleton, Card, CopyText } from '@zhanggui/ui';
import { Button, Form, Input, Modal, Popconfirm, QRCode } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api';
import { ProblemView } from '../../shared/problem';
import { useAct } from '../../shared/use-act';

const factorQuery = queryOptions({
  queryKey: ['second-factor'] as const,
  queryFn: ({ signal }) => dataOf(api.plain.GET('/api/v1/auth/second-factor', { signal })),
});
const changes = ['second-factor', 'user'];

/** One-time codes of an authenticator app: turning them on and off, and recovery codes. */
export function SecondFactorCard() {
  const { t } = useTranslation();
  const query = useQuery(factorQuery);
  const [setup, setSetup] = useState<{ uri: string; secret: string } | undefined>();
  const [codes, setCodes] = useState<readonly string[] | undefined>();
  const begin = useAct(() => dataOf(api.plain.POST('/api/v1/auth/second-factor')), { onDone: setSetup });
  return (
    <Card title={t('account.factor.title')}>
      {query.isPending ? (
        <BlockSkeleton height={72} />
      ) : query.isError ? (
        <ProblemView error={query.error} onRetry={() => void query.refetch()} compact />
      ) : query.data.on ? (
        <TurnedOn codesLeft={query.data.recoveryCodesLeft} onCodes={setCodes} />
      ) : (
        <>
          <p className="account-text">{t('account.factor.off')}</p>
          <Button type="primary" loading={begin.isPending} onClick={() => begin.mutate()} data-testid="factor-begin">
            {t('account.factor.begin')}
          </Button>
        </>
      )}
      {setup ? (
        <SetUp
          {...setup}
          onClose={() => setSetup(undefined)}
          onDone={(made) => {
            setSetup(undefined);
            setCodes(made);
          }}
        />
      ) : null}
      {codes ? <RecoveryCodes codes={codes} onClose={() => setCodes(undefined)} /> : null}
    </Card>
  );
}

interface TurnedOnProps {
  readonly codesLeft: number;
  readonly onCodes: (codes: readonly string[]) => void;
}

function TurnedOn({ codesLeft, onCodes }: TurnedOnProps) {
  const { t } = useTranslation();
  const turnOff = useAct(() => done(api.plain.DELETE('/api/v1/auth/second-factor')), {
    said: t('account.factor.turnedOff'),
    changes,
  });
  const renew = useAct(() => dataOf(api.plain.POST('/api/v1/auth/second-factor/recovery-codes')), {
    changes,
    onDone: (made) => onCodes(made.codes),
  });
  return (
    <>
      <p className="account-text" data-testid="factor-on">
        {t('account.factor.on', { count: codesLeft })}
      </p>
      <span className="row-acts">
        <Button loading={renew.isPending} onClick={() => renew.mutate()}>
          {t('account.factor.renew')}
        </Button>
        <Popconfirm
          title={t('account.factor.turnOffTitle')}
          description={t('account.factor.turnOffText')}
          okText={t('account.factor.turnOff')}
          okButtonProps={{ danger: true }}
          cancelText={t('common.cancel')}
          onConfirm={() => turnOff.mutate()}
        >
          <Button danger loading={turnOff.isPending}>
            {t('account.factor.turnOff')}
          </Button>
        </Popconfirm>
      </span>
    </>
  );
}

interface SetUpProps {
  readonly uri: string;
  readonly secret: string;
  readonly onClose: () => void;
  readonly onDone: (codes: readonly string[]) => void;
}

function SetUp({ uri, secret, onClose, onDone }: SetUpProps) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ code: string }>();
  const confirm = useAct(
    ({ code }: { code: string }) =>
      dataOf(api.plain.POST('/api/v1/auth/second-factor/confirm', { body: { code: code.trim() } })),
    { changes, onDone: (made) => onDone(made.codes) },
  );
  return (
    <Modal
      open
      title={t('account.factor.title')}
      okText={t('account.factor.confirm')}
      cancelText={t('common.cancel')}
      confirmLoading={confirm.isPending}
      okButtonProps={{ 'data-testid': 'factor-confirm' }}
      onOk={() => form.submit()}
      onCancel={onClose}
      width={420}
    >
      <p>{t('account.factor.scan')}</p>
      <div className="factor-code">
        <QRCode value={uri} size={184} bgColor="#ffffff" color="#000000" />
      </div>
      <p data-testid="factor-secret">
        <CopyText value={secret} />
      </p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => confirm.mutate(values)}>
        <Form.Item
          name="code"
          label={t('account.factor.code')}
          rules={[{ required: true, pattern: /^\s*\d{6}\s*$/, message: t('account.factor.code') }]}
        >
          <Input inputMode="numeric" autoComplete="one-time-code" autoFocus data-testid="factor-code" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={t('account.factor.codesTitle')}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      width={420}
      footer={
        <Button type="primary" onClick={onClose} data-testid="codes-kept">
          {t('account.factor.kept')}
        </Button>
      }
    >
      <p>{t('account.factor.codesText')}</p>
      <ul className="recovery-codes" data-testid="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <CopyText value={codes.join('\n')} short={t('account.factor.copy')} />
    </Modal>
  );
}
