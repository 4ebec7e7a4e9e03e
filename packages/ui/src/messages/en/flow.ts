/** Call flows: ring groups, schedules, mailboxes, menus and queues. */
export const flow = {
  'flow.kind.ring_group': 'ring group',
  'flow.kind.schedule': 'schedule',
  'flow.kind.mailbox': 'mailbox',
  'flow.kind.menu': 'menu',
  'flow.kind.queue': 'queue',
  'flow.strategy.all': 'all together',
  'flow.strategy.in-order': 'one after the other',
  'flow.strategy.round-robin': 'in turn',
  'flow.strategy.ring-all': 'all together',
  'flow.strategy.fewest-calls': 'whoever had the fewest calls',
  'flow.strategy.random': 'at random',
  'flow.strategy.longest-idle': 'whoever has waited longest',
} as const;
