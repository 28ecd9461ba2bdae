export {
  type CountedAfterSale,
  type CountedOrder,
  contribution,
  type Fact,
  factDifference,
  refundedFen,
} from './contribution';
export { addFacts, foldFacts } from './metric-tables';
export { ReportsModule } from './reports.module';
export { ReportsService } from './reports.service';
