import { CloseOutlined, ExportOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { usePhone } from '../keys/use-media';
import { useShortcuts } from '../keys/use-shortcuts';
import { followWith } from '../list/link';
import { useUi } from '../text/ui-context';

interface SidePanelProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
  /** The same detail as a page of its own. */
  readonly pageHref: string;
  readonly onOpenPage: () => void;
}

/** Detail beside a list that stays usable; the whole screen on a phone. Escape closes it. */
export function SidePanel({ label, children, onClose, pageHref, onOpenPage }: SidePanelProps) {
  const { text } = useUi();
  const isPhone = usePhone();
  const panel = useRef<HTMLElement>(null);
  useShortcuts({ escape: onClose });
  useEffect(() => {
    if (isPhone) panel.current?.focus();
  }, [isPhone]);
  return (
    <aside className="zg-panel" aria-label={label} ref={panel} tabIndex={-1}>
      <div className="zg-panel-bar">
        <span className="zg-panel-label">{label}</span>
        <Tooltip title={text.openFullPage} placement="bottomRight">
          <Button
            type="text"
            icon={<ExportOutlined />}
            href={pageHref}
            onClick={followWith(onOpenPage)}
            aria-label={text.openFullPage}
          />
        </Tooltip>
        <Button type="text" icon={<CloseOutlined />} onClick={onClose} aria-label={text.close} title="Esc" />
      </div>
      <div className="zg-panel-body">{children}</div>
    </aside>
  );
}
