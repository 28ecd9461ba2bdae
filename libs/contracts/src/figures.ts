/**
 * The figures of the business, by name. Their formulas stand in `docs/glossary.md`; the one place that computes an
 * order's share of them is `contribution` in `libs/reports`. Amounts in fen, counts in pieces.
 */
export const measures = ['orders', 'gmvFen', 'refunds', 'refundFen', 'expiredGifts', 'expiredGiftFen'] as const;
export type Measure = (typeof measures)[number];
export type Figures = Record<Measure, number>;

export const noFigures = (): Figures => ({
  orders: 0,
  gmvFen: 0,
  refunds: 0,
  refundFen: 0,
  expiredGifts: 0,
  expiredGiftFen: 0,
});

/** Net = GMV - refunds - refunds of expired gifts. */
export const netFen = (figures: Figures): number => figures.gmvFen - figures.refundFen - figures.expiredGiftFen;

/** Average order value in whole fen, half away from zero; undefined without orders. */
export const averageOrderFen = (figures: Figures): number | undefined =>
  figures.orders === 0 ? undefined : Math.round(figures.gmvFen / figures.orders);

/** Refunded fen over GMV of the same period; expired gifts stay out. Undefined without GMV. */
export const returnRate = (figures: Figures): number | undefined =>
  figures.gmvFen === 0 ? undefined : figures.refundFen / figures.gmvFen;
