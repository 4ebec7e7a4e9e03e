import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

export interface LogOptions {
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where lines go; standard output by default. */
  readonly to?: DestinationStream;
}

const MASK = '[secret]';
const TELLS_A_SECRET =
  /^(.*_)?(secret|password|passwd|token|csrf|cookie|set-cookie|authorization|hash|pin|sealed|md5_cred|credentials)$/i;
const CAMEL_TELLS = /(Secret|Password|Token|Csrf|Cookie|Hash|Pin|Sealed|Credentials)$/;
// user:password@ of a URL; a bearer token; an INSERT's bound values never get here (see `errorShape`).
const IN_TEXT: readonly (readonly [RegExp, string])[] = [
  [/(\w+:\/\/[^\s:/@]*):[^\s@/]+@/g, `$1:${MASK}@`],
  [/(bearer\s+)[\w.~+/-]+=*/gi, `$1${MASK}`],
  [/(__Host-[\w-]+=)[^;\s]+/g, `$1${MASK}`],
];

/**
 * JSON lines. SECURITY: redaction is by construction: every logged object is copied field by field through an allow
 * list of shapes, fields whose name tells a secret are masked at any depth, a Secret masks itself, and text loses
 * URL passwords and tokens.
 */
export function createLog(options: LogOptions = {}): Logger {
  const settings = {
    level: options.level ?? 'info',
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    messageKey: 'message',
    serializers: { err: errorShape },
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: object) => withoutSecrets(fields, 0) as Record<string, unknown>,
    },
    hooks: {
      logMethod(this: Logger, args: Parameters<Logger['info']>, method: (...values: unknown[]) => void) {
        method.apply(
          this,
          // The first object goes through `log` above; one that a message inserts (%o) would not.
          args.map((arg: unknown, n) => (n > 0 || typeof arg === 'string' ? withoutSecrets(arg, 1) : arg)),
        );
      },
    },
  };
  const log: Logger = options.to ? pino(settings, options.to) : pino(settings);
  // pino runs no formatter over a child's bindings; children inherit this method.
  const child = Reflect.get(log, 'child') as unknown as (this: Logger, ...args: unknown[]) => Logger;
  log.child = function (this: Logger, bindings: object, ...rest: never[]) {
    return child.call(this, withoutSecrets(bindings, 0) as Record<string, unknown>, ...rest);
  } as unknown as Logger['child'];
  return log;
}

/** What a log line keeps of an error: no bound values, no rows, nothing that a driver hangs on it. */
function errorShape(error: unknown): unknown {
  if (!(error instanceof Error)) return withoutSecrets(error, 0);
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return {
    type: error.name,
    message: cleanText(error.message),
    stack: cleanText(stdSerializers.err(error).stack ?? ''),
    ...(typeof code === 'string' && { code }),
    ...(typeof constraint === 'string' && { constraint }),
    ...(error.cause instanceof Error && { cause: errorShape(error.cause) }),
  };
}

function withoutSecrets(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[function]' : value;
  if (value instanceof Error) return depth === 0 ? value : errorShape(value);
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (depth > 6) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
  if ('toJSON' in value && typeof value.toJSON === 'function') return cleanText(String(value.toJSON()));
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      // pino hands the outermost `err` to errorShape by itself.
      tells(key) ? MASK : key === 'err' && depth === 0 ? field : withoutSecrets(field, depth + 1),
    ]),
  );
}

const tells = (key: string): boolean => TELLS_A_SECRET.test(key) || CAMEL_TELLS.test(key);
const cleanText = (text: string): string => IN_TEXT.reduce((clean, [pattern, by]) => clean.replace(pattern, by), text);
