export { giftExpiryValues } from './gift-expiry';
