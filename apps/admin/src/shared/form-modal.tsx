import { Form, Modal } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface FormModalProps<Values> {
  readonly title: string;
  /** The word on the button that sends. */
  readonly ok: string;
  readonly isPending: boolean;
  readonly initialValues: Partial<Values>;
  readonly onSubmit: (values: Values) => void;
  readonly onClose: () => void;
  readonly testId?: string;
  readonly children: ReactNode;
}

/** A short form over the page: sent by its button or Enter, left by Escape. */
export function FormModal<Values extends object>(props: FormModalProps<Values>) {
  const { title, ok, isPending, initialValues, onSubmit, onClose, testId, children } = props;
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  return (
    <Modal
      open
      title={title}
      okText={ok}
      cancelText={t('common.cancel')}
      confirmLoading={isPending}
      okButtonProps={testId ? { 'data-testid': testId } : {}}
      onOk={() => form.submit()}
      onCancel={onClose}
      width={520}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initialValues}
        onFinish={onSubmit}
      >
        {children}
      </Form>
    </Modal>
  );
}
