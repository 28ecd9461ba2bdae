import {
  type Attributes,
  type Context,
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/** Does nothing until tracing is started: without a receiver no SDK is loaded. */
const tracer = trace.getTracer('zhanggui');

const kinds = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER } as const;

interface SpanOptions {
  readonly kind: keyof typeof kinds;
  /** Ids, topics and the like; never personal data. */
  readonly attributes?: Attributes;
  /** Continues the trace that this was noted in; left out, the one that is going on. */
  readonly traceParent?: string | null;
}

/** Runs a step as a span. Of an error only its kind is told, since messages may quote data. */
export function inSpan<T>(name: string, options: SpanOptions, step: () => Promise<T>): Promise<T> {
  const parent = continued(options.traceParent);
  const spanOptions = { kind: kinds[options.kind], attributes: options.attributes ?? {} };
  return tracer.startActiveSpan(name, spanOptions, parent, async (span) => {
    try {
      return await step();
    } catch (error) {
      span.setAttribute('error.type', error instanceof Error ? error.constructor.name : typeof error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Says more of the span that is going on. */
export function noteOnSpan(attributes: Attributes): void {
  trace.getActiveSpan()?.setAttributes(attributes);
}

/** A call to another system that is over, under the span that is going on. */
export function callSpan(name: string, startedAt: Date, durationMs: number, attributes: Attributes, ok: boolean): void {
  const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, startTime: startedAt, attributes });
  if (!ok) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(new Date(startedAt.getTime() + durationMs));
}

/** The trace that is going on, in W3C's form, to be kept with work; null when nothing is traced. */
export function currentTraceParent(): string | null {
  const span = trace.getSpanContext(context.active());
  return span ? `00-${span.traceId}-${span.spanId}-0${span.traceFlags}` : null;
}

function continued(traceParent: string | null | undefined): Context {
  if (traceParent === undefined) return context.active();
  const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-0([01])$/.exec(traceParent ?? '') ?? [];
  if (!traceId || !spanId) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: Number(flags), isRemote: true });
}

/** Sends spans to the receiver that the configuration names; without one nothing is loaded. */
export class Tracing {
  private end: (() => Promise<void>) | undefined;

  constructor(
    private readonly receiver: string | undefined,
    private readonly service: string,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.receiver) return;
    const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
      await Promise.all([
        import('@opentelemetry/sdk-trace-node'),
        import('@opentelemetry/exporter-trace-otlp-http'),
        import('@opentelemetry/resources'),
      ]);
    const exporter = new OTLPTraceExporter({ url: `${this.receiver}/v1/traces` });
    const provider = new NodeTracerProvider({
      resource: resourceFromAttributes({ 'service.name': `zhanggui-${this.service}` }),
      spanProcessors: [new BatchSpanProcessor(exporter)],
    });
    provider.register();
    this.end = () => provider.shutdown();
  }

  /** What is left is sent; that no receiver answers must not keep a process from ending. */
  async onApplicationShutdown(): Promise<void> {
    await this.end?.().catch(() => undefined);
  }
}
