import { DownloadOutlined } from '@ant-design/icons';
import { type Certificate, dataOf, type StoreDetail } from '@zhanggui/api-client';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/use-words';
import { api } from '../../shared/api';
import { saveFile } from '../../shared/save-file';
import { merchantScope } from '../../shared/scope';
import { useAct } from '../../shared/use-act';
import { recordFile, recordFileName } from './record-file';

/** Downloads the certificate of a day with its signature, which can be checked anywhere. */
export function SignedRecord({ store, certificate }: { store: StoreDetail; certificate: Certificate }) {
  const { t } = useTranslation();
  const words = useWords();
  const { kind, day } = certificate;
  const kindWord = words('store.sync.kind', kind);
  const download = useAct(
    () =>
      dataOf(
        api.within(merchantScope(store.merchantId)).GET('/api/v1/stores/{storeId}/certificates/{kind}/{day}', {
          params: { path: { storeId: store.id, kind, day } },
        }),
      ),
    {
      onDone: (record) => saveFile(recordFileName(store.name, kindWord, day), recordFile(record), 'application/json'),
    },
  );
  return (
    <Button
      size="small"
      icon={<DownloadOutlined />}
      loading={download.isPending}
      onClick={() => download.mutate()}
      title={t('store.certificates.recordText')}
      aria-label={`${t('store.certificates.record')} ${kindWord} ${day}`}
      data-testid={`record-${kind}-${day}`}
    >
      {t('store.certificates.record')}
    </Button>
  );
}
