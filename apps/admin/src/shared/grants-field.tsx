import type { Grant } from '@zhanggui/api-client';
import { Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ScopeChoiceOption, useScopeChoices } from './scope-choices';

interface GrantsFieldProps {
  readonly value?: readonly Grant[] | null;
  readonly onChange?: (value: Grant[] | null) => void;
  /** Only places of this merchant. */
  readonly merchantId?: string | undefined;
}

const keyOf = ({ merchantId, storeId }: Grant): string => `${merchantId}/${storeId ?? ''}`;
const grantOf = (key: string): Grant => {
  const [merchantId = '', storeId = ''] = key.split('/');
  return { merchantId, storeId: storeId || null };
};

/** A scope: everything, or chosen merchants and stores; the server searches them by name. */
export function GrantsField({ value = null, onChange, merchantId }: GrantsFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const { options, isWaiting } = useScopeChoices(text, value !== null);
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  const offered = options
    .filter((option) => merchantId === undefined || (option.merchantId === merchantId && option.storeId !== null))
    .map((option) => ({ value: keyOf(option), label: labelOf(option) }));
  return (
    <>
      <Radio.Group
        value={value === null ? 'all' : 'selected'}
        onChange={({ target }) => onChange?.(target.value === 'all' ? null : [])}
        options={[
          { value: 'all', label: t('people.form.scopeAll') },
          { value: 'selected', label: t('people.form.scopeSelected') },
        ]}
      />
      {value === null ? null : (
        <Select
          mode="multiple"
          className="grants"
          placeholder={t('people.form.scopePick')}
          showSearch={{ filterOption: false, onSearch: setText }}
          loading={isWaiting}
          value={value.map((grant) => ({
            value: keyOf(grant),
            label: names[keyOf(grant)] ?? keyOf(grant).slice(0, 8),
          }))}
          labelInValue
          options={offered}
          onChange={(chosen: { value: string; label: string }[]) => {
            setNames((known) => ({
              ...known,
              ...Object.fromEntries(chosen.map(({ value: key, label }) => [key, label])),
            }));
            onChange?.(chosen.map(({ value: key }) => grantOf(key)));
          }}
          data-testid="grants"
        />
      )}
    </>
  );
}

const labelOf = ({ merchantName, storeName }: ScopeChoiceOption): string =>
  storeName ? `${merchantName} · ${storeName}` : merchantName;
