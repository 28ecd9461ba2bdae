/** What an event says should be read again. `shop` carries the appid when the event names it, else the gh_ id. */
export interface Subject {
  kind: 'order' | 'after_sale' | 'gift_after_sale' | 'product' | 'shop';
  id: string;
  orderId?: string;
}
