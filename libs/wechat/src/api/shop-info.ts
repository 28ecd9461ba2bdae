import { asFlag, asObject, asText, asTime, type WireObject } from '../wire/wire-fields';

export interface ShopInfo {
  nickname?: string;
  headImageUrl?: string;
  subjectType?: string;
  /** opening, open_finished, closing, close_finished; only open_finished can sell. */
  status?: string;
  /** The shop's gh_ id, by which its pushes are routed. */
  userName?: string;
  isLocalLife?: boolean;
  openTime?: Date;
}

export function readShopInfo(json: WireObject): ShopInfo {
  const info = asObject(json['info']) ?? {};
  return {
    nickname: asText(info['nickname']),
    headImageUrl: asText(info['headimg_url']),
    subjectType: asText(info['subject_type']),
    status: asText(info['status']),
    userName: asText(info['username']),
    isLocalLife: asFlag(info['is_local_life']),
    openTime: asTime(info['open_timestamp']),
  };
}
