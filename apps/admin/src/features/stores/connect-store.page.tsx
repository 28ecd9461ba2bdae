import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ConnectStore, dataOf, type Merchant, type Store } from '@zhanggui/api-client';
import { BlockSkeleton, Card, CopyText, EmptyState, formatTime, Page, usePhone } from '@zhanggui/ui';
import { Alert, Button, Form, Input, Steps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api';
import { ProblemView, Requires, useTellProblem } from '../../shared/problem';
import { defaultTimeZone, merchantScope, useScope, useScopeFacts } from '../../shared/scope';
import { useMay, useUser } from '../../shared/session';
import { merchantsQuery, storeQuery, unclaimedQuery } from './stores.queries';
import { TimeZoneSelect } from './time-zone-select';
import './stores.css';

type Mode = ConnectStore['mode'];
type Step = 'merchant' | 'mode' | 'details' | 'done';

export function ConnectStorePage() {
  return (
    <Requires permission="store.connect">
      <ConnectStoreScreen />
    </Requires>
  );
}

function ConnectStoreScreen() {
  const { t } = useTranslation();
  const user = useUser();
  const scope = useScope();
  const facts = useScopeFacts();
  const isPhone = usePhone();
  const own = user.merchantId ? { id: user.merchantId, name: facts.merchantName ?? '' } : undefined;
  const [chosen, setChosen] = useState<Merchant | undefined>();
  const merchant = own ?? chosen;
  const [mode, setMode] = useState<Mode>(user.isProvider ? 'provider' : 'self_run');
  const [store, setStore] = useState<Store | undefined>();
  const [step, setStep] = useState<Step>(own ? 'mode' : 'merchant');
  const steps: readonly Step[] = own ? ['mode', 'details', 'done'] : ['merchant', 'mode', 'details', 'done'];
  return (
    <Page title={t('connect.title')}>
      <div className="connect">
        <Steps
          size="small"
          responsive={false}
          titlePlacement={isPhone ? 'vertical' : 'horizontal'}
          current={steps.indexOf(step)}
          items={steps.map((key) => ({ title: t(`connect.steps.${key}`) }))}
        />
        <div className="connect-body">
          {step === 'merchant' ? (
            <ChooseMerchant
              suggested={scope.merchantId}
              chosen={chosen}
              onChoose={(next) => {
                setChosen(next);
                setStep('mode');
              }}
            />
          ) : null}
          {step === 'mode' ? (
            <ChooseMode
              mode={mode}
              onChoose={setMode}
              onBack={own ? undefined : () => setStep('merchant')}
              onNext={() => setStep('details')}
            />
          ) : null}
          {step === 'details' && merchant ? (
            <Details
              merchant={merchant}
              mode={mode}
              onBack={() => setStep('mode')}
              onConnected={(connected) => {
                setStore(connected);
                setStep('done');
              }}
            />
          ) : null}
          {step === 'done' && store ? (
            <Connected
              store={store}
              onAnother={() => {
                setStore(undefined);
                setStep(own ? 'mode' : 'merchant');
              }}
            />
          ) : null}
        </div>
      </div>
    </Page>
  );
}

interface ChooseMerchantProps {
  readonly suggested: string | undefined;
  readonly chosen: Merchant | undefined;
  readonly onChoose: (merchant: Merchant) => void;
}

function ChooseMerchant({ suggested, chosen, onChoose }: ChooseMerchantProps) {
  const { t } = useTranslation();
  const may = useMay();
  const tellProblem = useTellProblem();
  const queryClient = useQueryClient();
  const [search, setSearch] = useState('');
  const [name, setName] = useState('');
  const { data, error, refetch } = useQuery({
    ...merchantsQuery(search.trim()),
    placeholderData: (previous) => previous,
  });
  const create = useMutation({
    mutationFn: (body: { name: string }) => dataOf(api.plain.POST('/api/v1/merchants', { body })),
    onSuccess: async (merchant) => {
      await queryClient.invalidateQueries({ queryKey: ['merchants'] });
      onChoose(merchant);
    },
    onError: tellProblem,
  });
  return (
    <>
      <h2>{t('connect.merchantTitle')}</h2>
      <Card title={t('connect.merchantPick')}>
        <Input
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          placeholder={t('connect.merchantSearch')}
          aria-label={t('connect.merchantSearch')}
          allowClear
          maxLength={80}
          className="store-lead"
          data-testid="connect-merchant-search"
        />
        {error ? (
          <ProblemView error={error} onRetry={() => void refetch()} compact />
        ) : !data ? (
          <BlockSkeleton height={140} />
        ) : data.items.length === 0 ? (
          <EmptyState compact title={t('connect.merchantNone')} />
        ) : (
          <ul className="connect-list">
            {data.items.map((merchant) => (
              <li key={merchant.id}>
                <button
                  type="button"
                  aria-pressed={merchant.id === (chosen?.id ?? suggested)}
                  onClick={() => onChoose(merchant)}
                  data-testid={`connect-merchant-${merchant.id}`}
                >
                  {merchant.name}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Card>
      {may('merchant.create') ? (
        <Card title={t('connect.merchantNew')}>
          <form
            className="connect-new"
            onSubmit={(event) => {
              event.preventDefault();
              if (name.trim()) create.mutate({ name: name.trim() });
            }}
          >
            <Input
              value={name}
              onChange={(event) => setName(event.target.value)}
              placeholder={t('connect.merchantName')}
              aria-label={t('connect.merchantName')}
              maxLength={80}
              data-testid="connect-merchant-name"
            />
            <Button
              htmlType="submit"
              loading={create.isPending}
              disabled={name.trim() === ''}
              data-testid="connect-merchant-create"
            >
              {t('connect.merchantCreate')}
            </Button>
          </form>
        </Card>
      ) : null}
    </>
  );
}

interface ChooseModeProps {
  readonly mode: Mode;
  readonly onChoose: (mode: Mode) => void;
  readonly onBack: (() => void) | undefined;
  readonly onNext: () => void;
}

function ChooseMode({ mode, onChoose, onBack, onNext }: ChooseModeProps) {
  const { t } = useTranslation();
  const choices = [
    { mode: 'provider', title: t('connect.provider'), text: t('connect.providerText') },
    { mode: 'self_run', title: t('connect.selfRun'), text: t('connect.selfRunText') },
  ] as const;
  return (
    <>
      <h2>{t('connect.modeTitle')}</h2>
      <div className="connect-choices" role="radiogroup" aria-label={t('connect.modeTitle')}>
        {choices.map((choice) => (
          // biome-ignore lint/a11y/useSemanticElements: a card with a title and a text is more than a radio input holds
          <button
            key={choice.mode}
            type="button"
            role="radio"
            aria-checked={mode === choice.mode}
            className="connect-choice"
            onClick={() => onChoose(choice.mode)}
            data-testid={`connect-mode-${choice.mode}`}
          >
            <strong>{choice.title}</strong>
            <span className="zg-soft">{choice.text}</span>
          </button>
        ))}
      </div>
      <div className="connect-acts">
        {onBack ? <Button onClick={onBack}>{t('connect.back')}</Button> : <span />}
        <Button type="primary" onClick={onNext} data-testid="connect-next">
          {t('connect.next')}
        </Button>
      </div>
    </>
  );
}

interface Fields {
  readonly name: string;
  readonly appid: string;
  readonly secret?: string;
  readonly token?: string;
  readonly aesKey?: string;
  readonly timeZone: string;
}

interface DetailsProps {
  readonly merchant: Merchant;
  readonly mode: Mode;
  readonly onBack: () => void;
  readonly onConnected: (store: Store) => void;
}

function Details({ merchant, mode, onBack, onConnected }: DetailsProps) {
  const { t } = useTranslation();
  const may = useMay();
  const queryClient = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const appid = Form.useWatch('appid', form);
  const connect = useMutation({
    mutationFn: (body: ConnectStore) => dataOf(api.plain.POST('/api/v1/stores', { body })),
    onSuccess: async (store) => {
      await Promise.all(
        ['stores', 'scope-facts', 'scope-options', 'unclaimed-shops'].map((name) =>
          queryClient.invalidateQueries({ queryKey: [name] }),
        ),
      );
      onConnected(store);
    },
  });
  const required = { required: true, whitespace: true, message: t('connect.required') };
  const isSelfRun = mode === 'self_run';
  return (
    <>
      <h2>{isSelfRun ? t('connect.detailsSelf') : t('connect.detailsProvider')}</h2>
      {!isSelfRun && may('merchant.create') ? (
        <UnclaimedShops
          chosen={appid}
          onChoose={(shop) => {
            form.setFieldsValue({
              appid: shop.appid,
              ...(form.getFieldValue('name') ? {} : { name: shop.nickname ?? '' }),
            });
            void form.validateFields(['appid']).catch(() => undefined);
          }}
        />
      ) : null}
      <Card title={merchant.name || undefined}>
        <Form<Fields>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ timeZone: defaultTimeZone }}
          onFinish={(fields) => connect.mutate({ ...fields, mode, merchantId: merchant.id })}
        >
          <Form.Item
            name="appid"
            label={t('connect.appid')}
            extra={t('connect.appidHelp')}
            rules={[{ ...required }, { pattern: /^\s*[A-Za-z0-9_-]{4,64}\s*$/, message: t('connect.appidInvalid') }]}
          >
            <Input autoComplete="off" spellCheck={false} data-testid="connect-appid" />
          </Form.Item>
          <Form.Item name="name" label={t('connect.name')} extra={t('connect.nameHelp')} rules={[required]}>
            <Input maxLength={80} autoComplete="off" data-testid="connect-name" />
          </Form.Item>
          {isSelfRun ? (
            <>
              <Form.Item name="secret" label={t('connect.secret')} extra={t('connect.secretHelp')} rules={[required]}>
                <Input.Password autoComplete="new-password" maxLength={200} data-testid="connect-secret" />
              </Form.Item>
              <Form.Item name="token" label={t('connect.token')} extra={t('connect.tokenHelp')} rules={[required]}>
                <Input autoComplete="off" spellCheck={false} maxLength={100} data-testid="connect-token" />
              </Form.Item>
              <Form.Item
                name="aesKey"
                label={t('connect.aesKey')}
                extra={t('connect.aesKeyHelp')}
                rules={[required, { pattern: /^\s*[A-Za-z0-9]{43}\s*$/, message: t('connect.aesKeyInvalid') }]}
              >
                <Input autoComplete="off" spellCheck={false} className="zg-code" data-testid="connect-aes-key" />
              </Form.Item>
            </>
          ) : null}
          <Form.Item name="timeZone" label={t('connect.timeZone')} extra={t('connect.timeZoneHelp')}>
            <TimeZoneSelect />
          </Form.Item>
          {connect.error ? <ProblemView error={connect.error} compact /> : null}
          <div className="connect-acts">
            <Button onClick={onBack}>{t('connect.back')}</Button>
            <Button type="primary" htmlType="submit" loading={connect.isPending} data-testid="connect-submit">
              {t('connect.submit')}
            </Button>
          </div>
        </Form>
      </Card>
    </>
  );
}

interface UnclaimedShopsProps {
  readonly chosen: string | undefined;
  readonly onChoose: (shop: { appid: string; nickname: string | null }) => void;
}

function UnclaimedShops({ chosen, onChoose }: UnclaimedShopsProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(unclaimedQuery);
  return (
    <Card title={t('connect.unclaimed')}>
      {error ? (
        <ProblemView error={error} onRetry={() => void refetch()} compact />
      ) : !data ? (
        <BlockSkeleton height={80} />
      ) : data.items.length === 0 ? (
        <EmptyState compact title={t('connect.unclaimedNone')}>
          {t('connect.unclaimedNoneText')}
        </EmptyState>
      ) : (
        <ul className="connect-list">
          {data.items.map((shop) => (
            <li key={shop.appid}>
              <button
                type="button"
                aria-pressed={shop.appid === chosen}
                onClick={() => onChoose(shop)}
                data-testid={`unclaimed-${shop.appid}`}
              >
                <span>
                  {shop.nickname ?? t('connect.unnamedShop')} <span className="zg-faint">{shop.appid}</span>
                </span>
                <span className="zg-faint">
                  {t('connect.unclaimedSince')} {formatTime(shop.authorizedAt, defaultTimeZone)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Connected({ store, onAnother }: { store: Store; onAnother: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const scope = useScope();
  const { data } = useQuery(storeQuery(merchantScope(store.merchantId), store.id));
  const toStore = () =>
    void navigate({
      to: '/stores/$storeId',
      params: { storeId: store.id },
      search: { ...scope.search, store: undefined, of: scope.merchantId ? undefined : store.merchantId },
    });
  return (
    <>
      <Alert
        type="success"
        showIcon
        title={t('connect.doneTitle', { name: store.name })}
        description={t('connect.doneText')}
      />
      {store.mode === 'self_run' ? (
        <Card title={t('connect.callbackTitle')}>
          <p className="zg-soft store-lead">{t('connect.callbackText')}</p>
          {data ? (
            <div className="connect-url zg-code" data-testid="callback-url">
              <CopyText value={data.callbackUrl} />
            </div>
          ) : (
            <BlockSkeleton height={40} />
          )}
        </Card>
      ) : null}
      <div className="connect-acts">
        <Button onClick={onAnother}>{t('connect.another')}</Button>
        <Button type="primary" onClick={toStore} data-testid="connect-to-store">
          {t('connect.toStore')}
        </Button>
      </div>
    </>
  );
}
