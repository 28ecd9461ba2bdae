import { ArrowDownOutlined, ArrowUpOutlined, MinusOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import { Popover } from 'antd';
import type { ReactNode } from 'react';
import type { Change } from '../format/change';
import { followWith } from '../list/link';
import { fill, useUi } from '../text/ui-context';
import { Sparkline } from './sparkline';

interface FigureCardProps {
  readonly label: string;
  /** The figure as people read it. */
  readonly value: string;
  /** The figure as it is, for tests and machines. */
  readonly raw: number | null;
  readonly change: Change;
  /** How much it changed, in words: '12.5%'. */
  readonly changeText: string;
  readonly against: string;
  /** Whether more is good news, bad news or neither. */
  readonly more: 'good' | 'bad' | 'neutral';
  readonly explanation: ReactNode;
  readonly second?: ReactNode;
  readonly trend?: readonly number[];
  readonly testId: string;
  /** What the figure is made of; the figure is then a link. */
  readonly href?: string;
  readonly onOpen?: () => void;
}

/** A figure, how it stands against before (arrow and word), what it means, and a second line for its parts. */
export function FigureCard(props: FigureCardProps) {
  const { text } = useUi();
  return (
    <section className="zg-figure" aria-label={props.label} data-testid={props.testId} data-value={props.raw ?? ''}>
      <header className="zg-figure-head">
        <span>{props.label}</span>
        <Popover content={<div className="zg-explain">{props.explanation}</div>} trigger="click" placement="bottomLeft">
          <button type="button" className="zg-icon-button" aria-label={fill(text.explain, { name: props.label })}>
            <QuestionCircleOutlined />
          </button>
        </Popover>
      </header>
      <div className="zg-figure-body">
        {props.href ? (
          <a
            className="zg-figure-value"
            href={props.href}
            onClick={props.onOpen ? followWith(props.onOpen) : undefined}
          >
            {props.value}
          </a>
        ) : (
          <span className="zg-figure-value">{props.value}</span>
        )}
        {props.trend ? <Sparkline values={props.trend} /> : null}
      </div>
      <ChangeText {...props} />
      {props.second ? <div className="zg-figure-second">{props.second}</div> : null}
    </section>
  );
}

function ChangeText({ change, changeText, against, more }: FigureCardProps) {
  const { text } = useUi();
  if (change.kind === 'unknown') return <div className="zg-change zg-faint">{text.unknownChange}</div>;
  if (change.kind === 'fresh' || change.kind === 'same')
    return (
      <div className="zg-change zg-change-neutral">
        <MinusOutlined aria-hidden="true" /> {change.kind === 'same' ? text.same : text.fresh}
        <span className="zg-faint"> {against}</span>
      </div>
    );
  const isGood = more !== 'neutral' && (change.kind === 'up') === (more === 'good');
  const mood = more === 'neutral' ? 'neutral' : isGood ? 'good' : 'bad';
  return (
    <div className={`zg-change zg-change-${mood}`}>
      {change.kind === 'up' ? <ArrowUpOutlined aria-hidden="true" /> : <ArrowDownOutlined aria-hidden="true" />}{' '}
      {change.kind === 'up' ? text.up : text.down} {changeText}
      <span className="zg-faint"> {against}</span>
    </div>
  );
}
