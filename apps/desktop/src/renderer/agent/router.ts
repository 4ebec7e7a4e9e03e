export type { AppRouter } from './stand-in.ts';
