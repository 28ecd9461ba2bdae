import type { EntryPoint } from '@zhanggui/contracts';
import type { OrderSnapshot, OrderSource } from './order-snapshot';

const bySceneNumber: Record<number, EntryPoint> = {
  2: 'live',
  3: 'short_video',
  4: 'share',
  5: 'showcase',
  6: 'article',
};

const byAccountType: Record<number, EntryPoint> = {
  1: 'channels',
  2: 'official_account',
  3: 'mini_program',
  4: 'wecom',
  5: 'alliance',
  6: 'official_account',
  1000: 'alliance',
};

/** The entry point that one selling source stands for. */
export function entryPointOfSource(source: OrderSource): EntryPoint {
  return source.accountType === undefined ? 'unknown' : (byAccountType[source.accountType] ?? 'other');
}

/** One entry point for the order: its scene, else the kind of account that sold the dearest part of it. */
export function normaliseEntryPoint(order: Pick<OrderSnapshot, 'scene' | 'sources' | 'items'>): EntryPoint {
  const byScene = order.scene === undefined ? undefined : bySceneNumber[order.scene];
  return byScene ?? dearestSource(order) ?? (order.scene ? 'other' : 'unknown');
}

function dearestSource({ sources, items }: Pick<OrderSnapshot, 'sources' | 'items'>): EntryPoint | undefined {
  const paidFen = new Map<EntryPoint, number>();
  for (const source of sources) {
    const point = entryPointOfSource(source);
    if (point === 'unknown') continue;
    const sold = items.filter((item) => source.skuId === undefined || item.skuId === source.skuId);
    const fen = sold.reduce((sum, item) => sum + (item.realPriceFen ?? 0), 0);
    paidFen.set(point, (paidFen.get(point) ?? 0) + fen);
  }
  let dearest: EntryPoint | undefined;
  for (const [point, fen] of paidFen) {
    if (dearest === undefined || fen > (paidFen.get(dearest) as number)) dearest = point;
  }
  return dearest;
}
