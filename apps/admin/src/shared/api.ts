import { QueryClient } from '@tanstack/react-query';
import { ApiError, createApiClient } from '@zhanggui/api-client';
import { i18next } from '../i18n/i18n';

let onSignedOut: () => void = () => undefined;
let onConfirm: (by: 'code' | 'password') => Promise<boolean> = async () => false;

/** Where to go when the session has ended. */
export function whenSignedOut(go: () => void): void {
  onSignedOut = go;
}

/** How the person is asked to show that it is they. @returns undoes this */
export function whenConfirming(ask: typeof onConfirm): () => void {
  onConfirm = ask;
  return () => {
    onConfirm = async () => false;
  };
}

export const api = createApiClient({
  language: () => i18next.language,
  onSignedOut: () => onSignedOut(),
  onConfirm: (by) => onConfirm(by),
});

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      gcTime: 10 * 60_000,
      retry: (failures, error) => failures < 2 && error instanceof ApiError && error.isTransient,
    },
    mutations: { retry: false },
  },
});
