import type { Problem } from '@zhanggui/api-client';
import { TimeText } from '@zhanggui/ui';
import { useTranslation } from 'react-i18next';
import { problemRemedy, problemSentence } from './phrases';
import './problem-note.css';

interface ProblemNoteProps {
  readonly problem: Problem;
  readonly timeZone: string;
}

/** What went wrong with the platform, and what to do. */
export function ProblemNote({ problem, timeZone }: ProblemNoteProps) {
  const { t, i18n } = useTranslation();
  return (
    <div className="problem-note" role="note">
      <strong>{problemSentence(problem, i18n.language)}</strong>
      <div>{problemRemedy(problem, i18n.language)}</div>
      <div className="problem-note-small">
        {problem.errcode === null ? null : <span>{t('store.errcode', { code: problem.errcode })}</span>}
        <TimeText at={problem.at} timeZone={timeZone} style="second" />
      </div>
    </div>
  );
}
