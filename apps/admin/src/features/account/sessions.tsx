import { queryOptions, useQuery } from '@tanstack/react-query';
import { dataOf, done, type Session } from '@zhanggui/api-client';
import { BlockSkeleton, Card, StatusTag, TimeText } from '@zhanggui/ui';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api';
import { ProblemView } from '../../shared/problem';
import { useScopeFacts } from '../../shared/scope';
import { useAct } from '../../shared/use-act';

const sessionsQuery = queryOptions({
  queryKey: ['sessions'] as const,
  queryFn: ({ signal }) => dataOf(api.plain.GET('/api/v1/auth/sessions', { signal })),
});

/** Where the person is signed in, and ending that. */
export function SessionsCard() {
  const { t } = useTranslation();
  const query = useQuery(sessionsQuery);
  const endOthers = useAct(() => done(api.plain.DELETE('/api/v1/auth/sessions')), {
    said: t('account.sessions.ended'),
    changes: ['sessions'],
  });
  const hasOthers = (query.data?.items.length ?? 0) > 1;
  return (
    <Card
      title={t('account.sessions.title')}
      acts={
        hasOthers ? (
          <Button size="small" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t('account.sessions.endOthers')}
          </Button>
        ) : null
      }
    >
      {query.isPending ? (
        <BlockSkeleton height={72} />
      ) : query.isError ? (
        <ProblemView error={query.error} onRetry={() => void query.refetch()} compact />
      ) : (
        <ul className="sessions">
          {query.data.items.map((session) => (
            <SessionLine key={session.id} session={session} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function SessionLine({ session }: { session: Session }) {
  const { t } = useTranslation();
  const { timeZone } = useScopeFacts();
  const end = useAct(
    () => done(api.plain.DELETE('/api/v1/auth/sessions/{sessionId}', { params: { path: { sessionId: session.id } } })),
    { said: t('account.sessions.ended'), changes: ['sessions'] },
  );
  return (
    <li>
      <div>
        <div title={session.userAgent ?? undefined}>{device(session.userAgent) ?? t('account.sessions.unknown')}</div>
        <div className="zg-soft">
          {session.ip} · {t('account.sessions.seen')} <TimeText at={session.lastSeenAt} timeZone={timeZone} />
        </div>
      </div>
      {session.current ? (
        <StatusTag tone="success">{t('account.sessions.current')}</StatusTag>
      ) : (
        <Button size="small" loading={end.isPending} onClick={() => end.mutate()}>
          {t('account.sessions.end')}
        </Button>
      )}
    </li>
  );
}

const browsers = ['MicroMessenger', 'Edg/', 'Chrome/', 'Firefox/', 'Safari/'] as const;
const systems = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac OS', 'Linux'] as const;
const called: Readonly<Record<string, string>> = { MicroMessenger: 'WeChat', 'Edg/': 'Edge', 'Mac OS': 'macOS' };

/** Browser and system by their usual names; undefined where there is nothing to go by. */
function device(userAgent: string | null): string | undefined {
  if (!userAgent) return undefined;
  const find = (marks: readonly string[]) => {
    const mark = marks.find((each) => userAgent.includes(each));
    return mark && (called[mark] ?? mark.replace('/', ''));
  };
  return [find(browsers), find(systems)].filter(Boolean).join(' · ') || userAgent.slice(0, 40);
}
