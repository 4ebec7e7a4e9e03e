/** Answers to "what happens when this number is called, and why?", from the model; nobody's phone rings. */
export { traceRouter, type TraceDeps } from './trace.router.ts';
