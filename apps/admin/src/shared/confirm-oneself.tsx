import { useMutation } from '@tanstack/react-query';
import { done } from '@zhanggui/api-client';
import { Alert, Form, Input, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, whenConfirming } from './api';
import { problemWords } from './problem-words';

interface Question {
  readonly by: 'code' | 'password';
  readonly answer: (confirmed: boolean) => void;
}

/** Asks the person to show that it is they when the server wants that for an act; the act then goes on by itself. */
export function ConfirmOneself() {
  const [question, setQuestion] = useState<Question | undefined>();
  useEffect(() => whenConfirming((by) => new Promise((answer) => setQuestion({ by, answer }))), []);
  if (!question) return null;
  const end = (confirmed: boolean) => {
    question.answer(confirmed);
    setQuestion(undefined);
  };
  return <Ask by={question.by} onEnd={end} />;
}

function Ask({ by, onEnd }: { by: Question['by']; onEnd: (confirmed: boolean) => void }) {
  const { t, i18n } = useTranslation();
  const [form] = Form.useForm<{ proof: string }>();
  const confirm = useMutation({
    mutationFn: ({ proof }: { proof: string }) =>
      done(
        api.plain.POST('/api/v1/auth/confirm', { body: by === 'code' ? { code: proof.trim() } : { password: proof } }),
      ),
    onSuccess: () => onEnd(true),
  });
  const problem = confirm.error ? problemWords(confirm.error, t, i18n.language) : undefined;
  return (
    <Modal
      open
      title={t('confirm.title')}
      okText={t('confirm.ok')}
      cancelText={t('common.cancel')}
      confirmLoading={confirm.isPending}
      okButtonProps={{ 'data-testid': 'confirm-ok' }}
      onOk={() => form.submit()}
      onCancel={() => onEnd(false)}
      width={400}
      zIndex={1200}
    >
      <p className="zg-soft">{t('confirm.text')}</p>
      {problem ? <Alert type="error" title={problem.title} className="sign-in-note" /> : null}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={confirm.mutate}>
        <Form.Item
          name="proof"
          label={t(`confirm.${by}`)}
          rules={[{ required: true, message: t('people.form.required') }]}
        >
          {by === 'code' ? (
            <Input autoComplete="one-time-code" autoFocus data-testid="confirm-proof" />
          ) : (
            <Input.Password autoComplete="current-password" autoFocus data-testid="confirm-proof" />
          )}
        </Form.Item>
      </Form>
    </Modal>
  );
}
