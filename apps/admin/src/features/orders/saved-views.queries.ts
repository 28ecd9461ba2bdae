import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError, type ChangeView, dataOf, done, type SavedView, type SaveView } from '@zhanggui/api-client';
import { App, Button } from 'antd';
import { createElement, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api';
import { useTellProblem } from '../../shared/problem';
import { useUser } from '../../shared/session';
import { freeName, makeStoredViews } from './saved-views';

export const viewsQuery = queryOptions({
  queryKey: ['views', 'orders'] as const,
  staleTime: 60_000,
  queryFn: async ({ signal }) =>
    (await dataOf(api.plain.GET('/api/v1/views', { params: { query: { page: 'orders' } }, signal }))).items,
});

const path = (viewId: string) => ({ params: { path: { viewId } } });
const post = (body: SaveView) => dataOf(api.plain.POST('/api/v1/views', { body }));

interface ViewChange {
  /** What the person sees at once. */
  readonly show: (views: readonly SavedView[]) => SavedView[];
  readonly send: () => Promise<unknown>;
}

export interface ViewActs {
  save(view: Omit<SaveView, 'page'>): void;
  change(view: SavedView, change: ChangeView): void;
  duplicate(view: SavedView): void;
  /** Deletes, and offers for a while to take it back. */
  remove(view: SavedView): void;
}

/** Changes of views: on screen at once, taken back when the server refuses. */
export function useViewActs(): ViewActs {
  const { t } = useTranslation();
  const user = useUser();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const tellProblem = useTellProblem();
  const { queryKey } = viewsQuery;
  const { mutateAsync } = useMutation({
    mutationFn: ({ send }: ViewChange) => send(),
    onMutate: async ({ show }) => {
      await queryClient.cancelQueries({ queryKey });
      const before = queryClient.getQueryData(queryKey);
      queryClient.setQueryData(queryKey, show(before ?? []));
      return { before };
    },
    onError: (error, _change, context) => {
      queryClient.setQueryData(queryKey, context?.before);
      tellProblem(error);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  /** The problem is told where it happened; here is only whether to go on. */
  const act = (change: ViewChange): Promise<boolean> =>
    mutateAsync(change).then(
      () => true,
      () => false,
    );
  const save = (view: Omit<SaveView, 'page'>) => {
    const shown: SavedView = {
      id: `new ${view.name}`,
      page: 'orders',
      position: Number.MAX_SAFE_INTEGER,
      shared: false,
      isOwn: true,
      ownerName: user.name,
      updatedAt: new Date().toISOString(),
      ...view,
    };
    void act({
      show: (views) => [...views.filter(isOwn), shown, ...views.filter((other) => !other.isOwn)].sort(byPlace),
      send: () => post({ page: 'orders', ...view }),
    });
  };
  return {
    save,
    change: (view, change) =>
      void act({
        show: (views) => views.map((known) => (known.id === view.id ? { ...known, ...change } : known)),
        send: () => dataOf(api.plain.PATCH('/api/v1/views/{viewId}', { ...path(view.id), body: change })),
      }),
    duplicate: (view) =>
      void act({
        show: (views) => [...views],
        send: () => dataOf(api.plain.POST('/api/v1/views/{viewId}/duplicate', path(view.id))),
      }),
    remove: async (view) => {
      const removed = await act({
        show: (views) => views.filter(({ id }) => id !== view.id),
        send: () => done(api.plain.DELETE('/api/v1/views/{viewId}', path(view.id))),
      });
      if (!removed) return;
      const { name, query, columns, shared, position } = view;
      const undo = () => {
        message.destroy(view.id);
        save({ name, query, columns, shared, position });
      };
      const button = createElement(
        Button,
        { type: 'link', size: 'small', onClick: undo, 'data-testid': 'undo-remove-view' },
        t('orders.views.undo'),
      );
      void message.open({
        key: view.id,
        type: 'success',
        content: createElement('span', null, t('orders.views.removed', { name }), button),
        duration: 8,
      });
    },
  };
}

const isOwn = (view: SavedView) => view.isOwn;
/** Own views by their place; those of others stay as they came, behind them. */
const byPlace = (a: SavedView, b: SavedView) =>
  a.isOwn && b.isOwn ? a.position - b.position : Number(b.isOwn) - Number(a.isOwn);

const storedViews = makeStoredViews();
let bringingOver: Promise<boolean> | undefined;

/** Puts the browser's views into the account, once. What the account does not take now stays in the browser. */
async function bringOver(known: readonly SavedView[]): Promise<boolean> {
  const names = known.filter(isOwn).map(({ name }) => name);
  const before = names.length;
  for (const { name, query, columns } of storedViews.get()) {
    const free = freeName(name, names);
    try {
      await post({ page: 'orders', name: free, query, columns });
      names.push(free);
    } catch (error) {
      // A view that the account will never take is let go of; for the others there is another day.
      if (!(error instanceof ApiError && error.code === 'VALIDATION_FAILED')) break;
    }
    storedViews.set(storedViews.get().slice(1));
  }
  return names.length > before;
}

/** The person's views and those shared with them. */
export function useViews(): readonly SavedView[] {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const { data } = useQuery(viewsQuery);
  useEffect(() => {
    if (!data || storedViews.get().length === 0 || bringingOver) return;
    bringingOver = bringOver(data).then((moved) => {
      if (moved) void message.success(t('orders.views.broughtOver'));
      void queryClient.invalidateQueries({ queryKey: viewsQuery.queryKey });
      return moved;
    });
  }, [data, message, queryClient, t]);
  return data ?? none;
}

const none: readonly SavedView[] = [];
