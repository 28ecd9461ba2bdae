import { type AuditAction, auditActions } from '@zhanggui/contracts';
import { type PagePlace, parsePage } from '../../shared/pages';
import { choiceParam, dayPattern, type RawSearch, textParam, uuidPattern } from '../../shared/search';

export interface AuditSearch extends PagePlace {
  readonly action?: AuditAction | undefined;
  /** Id of a person. */
  readonly person?: string | undefined;
  /** Id of a support access. */
  readonly support?: string | undefined;
  /** First and last day, in the zone of the scope. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export const parseAuditSearch = (raw: RawSearch): AuditSearch => ({
  action: choiceParam(raw['action'], auditActions),
  person: textParam(raw['person'], uuidPattern),
  support: textParam(raw['support'], uuidPattern),
  from: textParam(raw['from'], dayPattern),
  to: textParam(raw['to'], dayPattern),
  ...parsePage(raw),
});
