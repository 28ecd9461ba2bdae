import { Global, Module } from '@nestjs/common';
import { AuditController } from './audit.controller';
import { AuditService } from './audit.service';
import { AuditHeads } from './audit-heads';
import { AuditLog } from './audit-log';

@Global()
@Module({
  controllers: [AuditController],
  providers: [AuditLog, AuditService, AuditHeads],
  exports: [AuditLog, AuditHeads],
})
export class AuditModule {}
