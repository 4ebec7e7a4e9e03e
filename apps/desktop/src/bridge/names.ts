/** The names alone, so that the sandboxed preload carries neither zod nor the domain. */
export const bridgeCalls = [
  'sites.list',
  'sites.remove',
  'site.probe',
  'site.trust',
  'agent.call',
  'agent.subscribe',
  'agent.unsubscribe',
  'session.signIn',
  'session.bootstrap',
  'session.signOut',
  'clipboard.write',
  'theme.set',
] as const;
export const EVENT_CHANNEL = 'agent.event';
export const BRIDGE_NAME = 'synergycall';
