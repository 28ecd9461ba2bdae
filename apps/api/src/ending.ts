import { Injectable } from '@nestjs/common';

/** Whether this process was told to end: it answers still, and readiness says no, so that requests go elsewhere. */
@Injectable()
export class Ending {
  private begun = false;

  get isBegun(): boolean {
    return this.begun;
  }

  begin(): void {
    this.begun = true;
  }
}
