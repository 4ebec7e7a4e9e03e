export * from './auth.ts';
export * from './context.ts';
export * from './failure.ts';
export * from './procedures.ts';
export { openApiDocument, restHandler, type RestRequest } from './rest.ts';
export { toTrpcError } from './errors.ts';
export { createCallerFactory, rest, router, type Guard, type ProcedureMeta } from './trpc.ts';
