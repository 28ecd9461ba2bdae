import { useQuery } from '@tanstack/react-query';
import type { Grant } from '@zhanggui/api-client';
import { grantProblem, isProviderRole, type Role, rolePermissions, roles } from '@zhanggui/contracts';
import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { GrantsField } from '../../shared/grants-field';
import { merchantScope, useScope } from '../../shared/scope';
import { useUser } from '../../shared/session';
import { rolesQuery } from './people.queries';

/** Role and scope as the form holds them; `role` of a role of one's own is its id. */
export interface PlaceValues {
  readonly role: string;
  readonly grants: Grant[] | null;
}

/** What the server is told. */
export function placeOf({ role, grants }: PlaceValues, merchantId: string | null) {
  const isTemplate = (roles as readonly string[]).includes(role);
  const own: Role = merchantId === null ? 'provider_own' : 'merchant_own';
  return { role: isTemplate ? (role as Role) : own, roleId: isTemplate ? null : role, grants };
}

/** Fields of role and scope. Only roles are offered whose rights the person holds; the server checks the same rule. */
export function PlaceFields({ merchantId }: { merchantId: string | null }) {
  const { t } = useTranslation();
  const words = useWords();
  const user = useUser();
  const scope = useScope();
  const place = merchantId === null || !user.isProvider ? scope : merchantScope(merchantId);
  const { data } = useQuery(rolesQuery(place));
  const me = { permissions: user.permissions, merchantId: user.merchantId, grants: 'all' as const };
  const templates = roles
    .filter((role) => isProviderRole(role) === (merchantId === null))
    .filter((role) => !grantProblem(me, { permissions: rolePermissions[role], merchantId, grants: 'all' }))
    .map((role) => ({ value: role as string, label: words('roles', role) }));
  const own = (data?.items ?? [])
    .filter((role) => role.merchantId === merchantId)
    .filter((role) => !grantProblem(me, { permissions: role.permissions, merchantId, grants: 'all' }))
    .map((role) => ({ value: role.id, label: role.name }));
  return (
    <>
      <Form.Item
        name="role"
        label={t('people.form.role')}
        extra={t('people.form.roleHelp')}
        rules={[{ required: true, message: t('people.form.required') }]}
      >
        <Select options={[...templates, ...own]} data-testid="place-role" />
      </Form.Item>
      <Form.Item name="grants" label={t('people.form.scope')}>
        <GrantsField merchantId={merchantId ?? undefined} />
      </Form.Item>
    </>
  );
}
