import { CopyText } from '@zhanggui/ui';
import { Button, Modal } from 'antd';

interface ShownOnceProps {
  readonly title: string;
  readonly text: string;
  readonly value: string;
  readonly copyLabel: string;
  readonly doneLabel: string;
  readonly onClose: () => void;
}

/** Something that the server shows this once: a link, a key. Closed only by its own button, so that it is not lost by a slip. */
export function ShownOnce({ title, text, value, copyLabel, doneLabel, onClose }: ShownOnceProps) {
  return (
    <Modal
      open
      title={title}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onClose} data-testid="shown-once-done">
          {doneLabel}
        </Button>
      }
    >
      <p>{text}</p>
      <div className="shown-once" data-testid="shown-once">
        <CopyText value={value} label={copyLabel} />
      </div>
    </Modal>
  );
}
