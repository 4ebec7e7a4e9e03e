export type { AppRouter } from '@synergycall/agent/router';
