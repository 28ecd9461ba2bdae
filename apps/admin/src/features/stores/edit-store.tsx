import { useMutation, useQueryClient } from '@tanstack/react-query';
import { dataOf, type StoreDetail, type UpdateStore } from '@zhanggui/api-client';
import { Alert, App, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api';
import { useTellProblem } from '../../shared/problem';
import { merchantScope } from '../../shared/scope';
import { TimeZoneSelect } from './time-zone-select';

interface EditStoreProps {
  readonly store: StoreDetail;
  readonly onClose: () => void;
}

interface Fields {
  readonly name: string;
  readonly timeZone: string;
}

export function EditStore({ store, onClose }: EditStoreProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const tellProblem = useTellProblem();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const zone = Form.useWatch('timeZone', form) ?? store.timeZone;
  const movesZone = zone !== store.timeZone;
  const save = useMutation({
    mutationFn: (body: UpdateStore) =>
      dataOf(
        api
          .within(merchantScope(store.merchantId))
          .PATCH('/api/v1/stores/{storeId}', { params: { path: { storeId: store.id } }, body }),
      ),
    onSuccess: async () => {
      void message.success(movesZone ? t('store.edit.zoneSaved') : t('store.edit.saved'));
      await Promise.all(
        ['store', 'stores', 'scope-facts', 'overview'].map((name) =>
          queryClient.invalidateQueries({ queryKey: [name] }),
        ),
      );
      onClose();
    },
    onError: tellProblem,
  });
  const submit = ({ name, timeZone }: Fields) =>
    save.mutate({
      ...(name.trim() === store.name ? {} : { name: name.trim() }),
      ...(timeZone === store.timeZone ? {} : { timeZone }),
    });
  return (
    <Modal
      open
      title={t('store.edit.title')}
      okText={t('common.save')}
      cancelText={t('common.cancel')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      width={460}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: store.name, timeZone: store.timeZone }}
        onFinish={submit}
      >
        <Form.Item
          name="name"
          label={t('store.edit.name')}
          rules={[{ required: true, whitespace: true, max: 80, message: t('connect.required') }]}
        >
          <Input maxLength={80} data-testid="edit-store-name" />
        </Form.Item>
        <Form.Item name="timeZone" label={t('store.edit.zone')} rules={[{ required: true }]}>
          <TimeZoneSelect />
        </Form.Item>
      </Form>
      {movesZone ? <Alert type="warning" showIcon title={t('store.edit.zoneWarning')} /> : null}
    </Modal>
  );
}
