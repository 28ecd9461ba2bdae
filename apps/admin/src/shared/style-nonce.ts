/**
 * Gives every style element that our scripts make the nonce of the page, without which the browser ignores it. Antd takes
 * a nonce for its own styles, but not for all that its parts make (the lock of scrolling, empty styles inside of its
 * icons); here none is missed.
 */
export function giveStylesTheNonce(): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  if (!nonce) return;
  const withNonce = <Made extends Element>(element: Made): Made => {
    if (element instanceof HTMLStyleElement || element instanceof SVGStyleElement) element.nonce = nonce;
    return element;
  };
  const { createElement, createElementNS } = document;
  document.createElement = (...of: Parameters<typeof createElement>) => withNonce(createElement.apply(document, of));
  document.createElementNS = ((...of: Parameters<typeof createElementNS>) =>
    withNonce(createElementNS.apply(document, of))) as typeof createElementNS;
}
