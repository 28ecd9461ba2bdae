/**
 * Gives every style element that our scripts make the nonce of the page, without which the browser ignores it. Antd takes
 * a nonce for its own styles, but not for all that its parts make (the lock of the page's scrolling); here none is missed.
 */
export function giveStylesTheNonce(): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  if (!nonce) return;
  const create = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
}
