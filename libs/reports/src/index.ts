export {
  type CountedAfterSale,
  type CountedOrder,
  contribution,
  type Fact,
  factDifference,
  refundedFen,
} from './contribution';
export { addFacts, figuresOf, foldFacts, measureColumns } from './metric-tables';
export { toFiguresDto } from './overview.service';
export { ReportsModule } from './reports.module';
export { type DayFigures, type DayRange, ReportsService } from './reports.service';
