import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { done, type OwnRole } from '@zhanggui/api-client';
import { type Permission, permissionsOfSide } from '@zhanggui/contracts';
import { DataTable, EmptyState, RowsSkeleton } from '@zhanggui/ui';
import { Button, Form, Input, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { api } from '../../shared/api';
import { FormModal } from '../../shared/form-modal';
import { ProblemView } from '../../shared/problem';
import { RightsPicker } from '../../shared/rights-picker';
import { useScope } from '../../shared/scope';
import { useMay, useUser } from '../../shared/session';
import { useAct } from '../../shared/use-act';
import { rolesQuery } from './people.queries';

/** Roles of one's own. */
export function RolesList() {
  const { t } = useTranslation();
  const words = useWords();
  const may = useMay();
  const query = useQuery(rolesQuery(useScope()));
  const [editing, setEditing] = useState<OwnRole | 'new' | undefined>();
  if (query.isPending) return <RowsSkeleton rows={3} />;
  if (query.isError) return <ProblemView error={query.error} onRetry={() => void query.refetch()} />;
  const create = may('role.manage') ? (
    <Button icon={<PlusOutlined />} onClick={() => setEditing('new')} data-testid="new-role">
      {t('people.roles.create')}
    </Button>
  ) : null;
  const rights = (role: OwnRole) => role.permissions.map((right) => words('rights', right)).join(' · ');
  return (
    <>
      {query.data.items.length === 0 ? (
        <EmptyState title={t('people.roles.noneTitle')} action={create}>
          {t('people.roles.noneText')}
        </EmptyState>
      ) : (
        <>
          <div className="list-acts">{create}</div>
          <DataTable
            label={t('people.tabs.roles')}
            rows={query.data.items}
            rowKey={(role) => role.id}
            columns={[
              { key: 'name', title: t('people.column.name'), render: (role) => <strong>{role.name}</strong> },
              { key: 'rights', title: t('people.column.rights'), grow: true, render: rights },
              {
                key: 'people',
                title: t('people.column.people'),
                align: 'right',
                render: (role) => <span className="zg-num">{role.people}</span>,
              },
              {
                key: 'act',
                title: t('people.column.act'),
                align: 'right',
                render: (role) => <Acts role={role} onEdit={() => setEditing(role)} />,
              },
            ]}
            card={(role) => (
              <>
                <div className="zg-card-line">
                  <strong>{role.name}</strong>
                  <Acts role={role} onEdit={() => setEditing(role)} />
                </div>
                <div className="zg-soft">{rights(role)}</div>
              </>
            )}
          />
        </>
      )}
      {editing ? (
        <EditRole role={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      ) : null}
    </>
  );
}

function Acts({ role, onEdit }: { role: OwnRole; onEdit: () => void }) {
  const { t } = useTranslation();
  const remove = useAct(() => done(api.plain.DELETE('/api/v1/roles/{id}', { params: { path: { id: role.id } } })), {
    said: t('people.roles.removed'),
    changes: ['own-roles'],
  });
  if (!role.mayChange) return null;
  return (
    <span className="row-acts">
      <Button size="small" onClick={onEdit}>
        {t('common.edit')}
      </Button>
      <Popconfirm
        title={t('people.roles.removeTitle', { name: role.name })}
        okText={t('common.remove')}
        okButtonProps={{ danger: true }}
        cancelText={t('common.cancel')}
        placement="bottomRight"
        onConfirm={() => remove.mutate()}
      >
        <Button size="small" danger disabled={role.people > 0} loading={remove.isPending}>
          {t('common.remove')}
        </Button>
      </Popconfirm>
    </span>
  );
}

interface Values {
  readonly name: string;
  readonly permissions: Permission[];
}

function EditRole({ role, onClose }: { role: OwnRole | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const scope = useScope();
  const user = useUser();
  const forProvider = role ? role.merchantId === null : user.isProvider && scope.merchantId === undefined;
  const possible = permissionsOfSide(forProvider).filter((right) => user.permissions.includes(right));
  const save = useAct(
    (body: Values) =>
      role
        ? done(api.plain.PATCH('/api/v1/roles/{id}', { params: { path: { id: role.id } }, body }))
        : done(api.within(scope).POST('/api/v1/roles', { body })),
    { said: t('people.roles.saved'), changes: ['own-roles', 'people'], onDone: onClose },
  );
  return (
    <FormModal<Values>
      title={role ? t('people.roles.edit') : t('people.roles.create')}
      ok={t('common.save')}
      isPending={save.isPending}
      initialValues={{ name: role?.name ?? '', permissions: role?.permissions ?? [] }}
      onSubmit={({ name, permissions }) => save.mutate({ name: name.trim(), permissions })}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('people.roles.name')}
        rules={[{ required: true, whitespace: true, message: t('people.form.required') }]}
      >
        <Input maxLength={60} autoFocus data-testid="role-name" />
      </Form.Item>
      <Form.Item name="permissions" label={t('people.roles.rights')} extra={t('people.roles.rightsHelp')}>
        <RightsPicker of={possible} />
      </Form.Item>
    </FormModal>
  );
}
