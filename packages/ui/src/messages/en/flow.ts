/** Call flows: ring groups, schedules and mailboxes. */
export const flow = {
  'flow.kind.ring_group': 'ring group',
  'flow.kind.schedule': 'schedule',
  'flow.kind.mailbox': 'mailbox',
  'flow.strategy.all': 'all together',
  'flow.strategy.in-order': 'one after the other',
  'flow.strategy.round-robin': 'in turn',
  'flow.strategy.longest-idle': 'whoever has waited longest',
} as const;
