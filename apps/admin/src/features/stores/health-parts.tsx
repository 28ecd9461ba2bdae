import type { StoreHealth } from '@zhanggui/api-client';
import { formatDuration, StatusTag, TimeText, type Tone } from '@zhanggui/ui';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';

interface Part {
  readonly health: StoreHealth;
}

/** What is wrong, each in a word; or that all is well. */
export function HealthProblems({ health }: Part) {
  const { t } = useTranslation();
  const words = useWords();
  if (health.problems.length === 0) return <StatusTag tone="success">{t('health.fine')}</StatusTag>;
  return (
    <span className="health-problems">
      {health.problems.map((problem) => (
        <StatusTag key={problem} tone="attention" value={problem}>
          {words('health.problem', problem)}
        </StatusTag>
      ))}
    </span>
  );
}

export function HealthLag({ health }: Part) {
  const { t, i18n } = useTranslation();
  if (health.lagSeconds === 0) return <span className="zg-faint">{t('health.noLag')}</span>;
  return <span className="zg-num">{formatDuration(health.lagSeconds, i18n.language)}</span>;
}

export function HealthToken({ health }: Part) {
  const { t } = useTranslation();
  const { tokenWrittenAt, tokenExpiresAt, timeZone } = health;
  if (!tokenExpiresAt) return <span className="zg-faint">{t('health.noToken')}</span>;
  if (tokenWrittenAt) return <TimeText at={tokenWrittenAt} timeZone={timeZone} relative />;
  return (
    <>
      {t('health.tokenUntil')} <TimeText at={tokenExpiresAt} timeZone={timeZone} />
    </>
  );
}

const proofTones: Readonly<Record<string, Tone>> = { equal: 'success', repairing: 'progress', different: 'attention' };

export function HealthProof({ health }: Part) {
  const { t } = useTranslation();
  const words = useWords();
  if (!health.certificateDay || !health.certificateState)
    return <span className="zg-faint">{t('health.noCertificate')}</span>;
  return (
    <span className="health-proof">
      <StatusTag tone={proofTones[health.certificateState] ?? 'neutral'}>
        {words('health.state', health.certificateState)}
      </StatusTag>{' '}
      <span className="zg-num zg-faint">{health.certificateDay}</span>
    </span>
  );
}
