/** Something that happened in a shop and that whoever has the right to know is told. */
export interface ShopEvent {
  appid: string;
  name: string;
  /** Pushes about the same subject leave in the order in which they arose. */
  subject: string;
  /** FromUserName. */
  from: string;
  /** The permission set that the component needs to receive it. */
  permissionSet: number;
  /** Business instant, epoch seconds. */
  at: number;
  body: Record<string, unknown>;
}

/** FromUserName of events that no buyer caused. */
export const platformOpenid = 'oPlatformTeam00000000000000x';

export type Announce = (event: ShopEvent) => void;
