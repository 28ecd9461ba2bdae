/** A decrypted push. Missing texts are empty and a missing time is 0. */
export interface WechatMessage {
  /** The shop's gh_ id; empty in events of the service provider itself. */
  toUserName: string;
  fromUserName: string;
  /** Epoch seconds. */
  createTime: number;
  msgType: string;
  /** Name of a shop event. */
  event?: string;
  /** Name of an event of the service provider: component_verify_ticket, authorized, updateauthorized, unauthorized. */
  infoType?: string;
  /** The service provider's appid, in its own events. */
  appId?: string;
  /** The whole message. Ids are text in XML and text or safe numbers in JSON; see `subjectsOf` for the ids. */
  fields: Record<string, unknown>;
}
