import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { type MouseEvent, useEffect, useState } from 'react';
import { useUi } from '../text/ui-context';
import { copyText } from './clipboard';

interface CopyButtonProps {
  readonly value: string;
  readonly label?: string;
}

/** Copies a value and says so for a moment. */
export function CopyButton({ value, label }: CopyButtonProps) {
  const { text } = useUi();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (event: MouseEvent) => {
    event.preventDefault();
    event.stopPropagation();
    void copyText(value).then(setCopied);
  };
  return (
    <button
      type="button"
      className={`zg-copy${copied ? ' zg-copy-done' : ''}`}
      onClick={copy}
      aria-label={copied ? text.copied : `${label ?? text.copy} ${value}`}
      title={copied ? text.copied : (label ?? text.copy)}
    >
      {copied ? <CheckOutlined /> : <CopyOutlined />}
    </button>
  );
}

interface CopyTextProps {
  readonly value: string | null | undefined;
  /** What is shown, where the whole value is too long. */
  readonly short?: string;
  readonly label?: string;
}

/** An id: shown whole in figures of equal width, with a button that copies it. */
export function CopyText({ value, short, label }: CopyTextProps) {
  if (!value) return <span className="zg-faint">—</span>;
  return (
    <span className="zg-id">
      <span className="zg-id-text" title={short ? value : undefined}>
        {short ?? value}
      </span>
      <CopyButton value={value} {...(label ? { label } : {})} />
    </span>
  );
}
