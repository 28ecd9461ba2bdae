import { Input, type InputRef } from 'antd';
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useRef, useState } from 'react';

export interface PickOption {
  readonly key: string;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly icon?: ReactNode;
  readonly testId?: string;
  readonly isChosen?: boolean;
  readonly onPick: () => void;
}

export interface PickGroup {
  readonly key: string;
  readonly label?: string;
  readonly options: readonly PickOption[];
}

interface PickListProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly placeholder: string;
  readonly groups: readonly PickGroup[];
  readonly empty: ReactNode;
  /** An answer is on its way: Enter then opens the first thing that comes. */
  readonly isWaiting?: boolean;
  readonly footer?: ReactNode;
  readonly inputTestId?: string;
  readonly inputRef?: Ref<InputRef>;
}

/** A field and what it finds, worked with the arrow keys. */
export function PickList({
  text,
  onText,
  placeholder,
  groups,
  empty,
  isWaiting = false,
  footer,
  inputTestId,
  inputRef,
}: PickListProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const [wanted, setWanted] = useState<string | undefined>();
  const options = groups.flatMap((group) => group.options);
  const active = Math.min(at, Math.max(0, options.length - 1));
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search starts at the top
  useEffect(() => setAt(0), [text]);
  const first = options[0];
  useEffect(() => {
    if (wanted === undefined || isWaiting) return;
    setWanted(undefined);
    if (wanted === text) first?.onPick();
  }, [wanted, isWaiting, text, first]);
  const move = (to: number) => {
    setAt(Math.min(options.length - 1, Math.max(0, to)));
    list.current?.querySelectorAll('[role="option"]')[to]?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const steps: Record<string, () => void> = {
      ArrowDown: () => move(active + 1),
      ArrowUp: () => move(active - 1),
      Home: () => move(0),
      End: () => move(options.length - 1),
      Enter: () => (options[active] && !isWaiting ? options[active].onPick() : setWanted(text)),
    };
    const step = steps[event.key];
    if (!step || ((event.key === 'Home' || event.key === 'End') && text !== '')) return;
    event.preventDefault();
    step();
  };
  let index = -1;
  return (
    <div className="pick">
      <Input
        ref={inputRef ?? null}
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder={placeholder}
        aria-label={placeholder}
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={options.length > 0 ? `${id}-${active}` : undefined}
        autoFocus
        spellCheck={false}
        maxLength={80}
        data-testid={inputTestId}
      />
      <div className="pick-list" id={id} role="listbox" aria-label={placeholder} ref={list}>
        {options.length === 0 ? <div className="pick-empty">{empty}</div> : null}
        {groups.map((group) =>
          group.options.length === 0 ? null : (
            // biome-ignore lint/a11y/useSemanticElements: a group of options inside of a listbox
            <div key={group.key} role="group" aria-label={group.label ?? group.key}>
              {group.label ? <div className="pick-group">{group.label}</div> : null}
              {group.options.map((option) => {
                index += 1;
                const own = index;
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's, which keeps the focus
                  <div
                    key={option.key}
                    id={`${id}-${own}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={own === active}
                    data-active={own === active ? 'true' : undefined}
                    className="pick-option"
                    onClick={option.onPick}
                    onMouseMove={() => own !== active && setAt(own)}
                    data-testid={option.testId}
                  >
                    <span className="pick-icon">{option.icon}</span>
                    <span className="pick-label">{option.label}</span>
                    <span className="pick-hint">{option.isChosen ? '✓' : option.hint}</span>
                  </div>
                );
              })}
            </div>
          ),
        )}
      </div>
      {footer ? <div className="pick-footer">{footer}</div> : null}
    </div>
  );
}
