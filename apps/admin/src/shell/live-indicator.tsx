import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { useLiveState } from '../shared/live';

/** Whether the screen follows by itself; says so quietly. */
export function LiveIndicator() {
  const { t } = useTranslation();
  const state = useLiveState();
  return (
    <Tooltip title={t(`live.${state}Text`)} placement="bottom">
      <span className="live" data-state={state} data-testid="live-state" data-value={state} role="status">
        <i />
        <span>{t(`live.${state}`)}</span>
      </span>
    </Tooltip>
  );
}
