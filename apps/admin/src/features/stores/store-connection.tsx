import type { StoreDetail } from '@zhanggui/api-client';
import { Card, CopyText, Facts, formatCount, formatDuration, StatusTag, TimeText } from '@zhanggui/ui';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { problemSentence } from '../../shared/phrases';
import { ProblemNote } from '../../shared/problem-note';
import { platformTone, storeTone } from './store-words';

/** Whether the store is connected, and what stands in the way. */
export function StoreConnection({ store }: { store: StoreDetail }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <Card
      title={t('store.authorization')}
      acts={
        <StatusTag tone={storeTone(store.state)} testId="store-state" value={store.state}>
          {words('stores.state', store.state)}
        </StatusTag>
      }
    >
      {store.problem ? (
        <ProblemNote problem={store.problem} timeZone={store.timeZone} />
      ) : (
        <p className="zg-soft store-lead">{t('store.noProblem')}</p>
      )}
      <Facts
        items={[
          { label: 'AppID', value: <CopyText value={store.appid} /> },
          { label: t('store.mode'), value: words('stores.mode', store.mode) },
          { label: t('store.nickname'), value: store.nickname ?? '—' },
          {
            label: t('store.platform'),
            value: store.platformStatus ? (
              <StatusTag tone={platformTone(store.platformStatus)}>
                {words('stores.platform', store.platformStatus)}
              </StatusTag>
            ) : (
              '—'
            ),
          },
          { label: t('stores.column.zone'), value: store.timeZone },
          { label: t('store.since'), value: <TimeText at={store.createdAt} timeZone={store.timeZone} /> },
          { label: t('store.callback'), value: <CopyText value={store.callbackUrl} />, wide: true },
        ]}
      />
    </Card>
  );
}

/** The server counts waiting pushes up to here. */
const waitingCap = 1000;

/** How changes reach us: pushes, and polls for what no push announced. */
export function StorePushes({ store }: { store: StoreDetail }) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const { timeZone } = store;
  return (
    <Card title={t('store.pushes.title')}>
      <Facts
        items={[
          {
            wide: store.lastPushAt === null,
            label: t('store.pushes.last'),
            value: store.lastPushAt ? (
              <TimeText at={store.lastPushAt} timeZone={timeZone} relative />
            ) : (
              <>
                {t('store.pushes.never')}
                <div className="zg-soft">{t('store.pushes.neverText')}</div>
              </>
            ),
          },
          {
            label: t('store.pushes.lag'),
            value:
              store.lagSeconds === null ? (
                <span className="zg-faint">{t('store.pushes.noLag')}</span>
              ) : (
                <span className="zg-num">{formatDuration(store.lagSeconds, i18n.language)}</span>
              ),
          },
          {
            label: t('store.pushes.waiting'),
            value: (
              <span className="zg-num">
                {store.waitingPushes >= waitingCap ? t('store.pushes.capped') : formatCount(store.waitingPushes)}
              </span>
            ),
          },
        ]}
      />
      <table className="store-table store-sync" aria-label={t('store.sync.title')}>
        <thead>
          <tr>
            <th scope="col">{t('store.sync.title')}</th>
            <th scope="col">{t('store.sync.column.until')}</th>
            <th scope="col">{t('store.sync.column.at')}</th>
            <th scope="col">{t('store.sync.column.problem')}</th>
          </tr>
        </thead>
        <tbody>
          {store.sync.map((sync) => (
            <tr key={sync.kind}>
              <th scope="row">{words('store.sync.kind', sync.kind)}</th>
              <td>
                <TimeText at={sync.polledUntil} timeZone={timeZone} />
              </td>
              <td>
                <TimeText at={sync.polledAt} timeZone={timeZone} relative />
              </td>
              <td>
                {sync.problem ? (
                  <span className="store-bad" title={problemSentence(sync.problem, i18n.language)}>
                    {problemSentence(sync.problem, i18n.language)}
                  </span>
                ) : (
                  <span className="zg-faint">{t('store.sync.fine')}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="zg-faint store-note">{t('store.sync.text')}</p>
    </Card>
  );
}

/** What the merchant granted, beside what this product needs. */
export function StorePermissions({ store }: { store: StoreDetail }) {
  const { t, i18n } = useTranslation();
  const isEnglish = i18n.language.startsWith('en');
  if (store.mode === 'self_run')
    return (
      <Card title={t('store.permissions.title')}>
        <p className="zg-soft">{t('store.permissions.selfRun')}</p>
      </Card>
    );
  const lacking = store.permissionSets.filter(({ needed, granted }) => needed && !granted).length;
  const sets = [...store.permissionSets].sort(
    (a, b) => Number(b.needed) - Number(a.needed) || Number(b.granted) - Number(a.granted) || a.id - b.id,
  );
  return (
    <Card title={t('store.permissions.title')}>
      <p className="zg-soft store-lead">{t('store.permissions.text')}</p>
      {lacking > 0 ? (
        <div className="problem-note">
          <strong>{t('store.permissions.lacking', { count: lacking })}</strong>
        </div>
      ) : null}
      <table className="store-table">
        <thead>
          <tr>
            <th scope="col">{t('store.permissions.column.set')}</th>
            <th scope="col">{t('store.permissions.column.use')}</th>
            <th scope="col">{t('store.permissions.column.state')}</th>
          </tr>
        </thead>
        <tbody>
          {sets.map((set) => (
            <tr key={set.id}>
              <th scope="row">
                {isEnglish ? set.nameEn : set.nameZh} <span className="zg-faint zg-num">{set.id}</span>
              </th>
              <td className="zg-soft">{isEnglish ? set.purposeEn : set.purposeZh}</td>
              <td>
                <StatusTag tone={set.granted ? 'success' : set.needed ? 'attention' : 'neutral'}>
                  {set.granted ? t('store.permissions.granted') : t('store.permissions.missing')}
                </StatusTag>
                {set.needed ? <div className="zg-faint store-needed">{t('store.permissions.needed')}</div> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
