/** Public numbers: the inventory, a tenant's numbers, where they lead. */
export const did = {
  'failure.did.not-found.title': 'This phone number is not here any more.',
  'failure.did.not-found.todo': 'Look at the list again: somebody may have returned or removed it.',
  'failure.did.number-taken.title': '{number} is there already and belongs to {tenant}.',
  'failure.did.number-taken.free': '{number} is there already and belongs to nobody.',
  'failure.did.number-taken.todo': 'Search for it in the inventory.',
  'failure.did.assigned.title':
    '{number} is assigned to {name} ({count|one # assigned number|other # assigned numbers} in all).',
  'failure.did.assigned.todo': 'Unassign it first, so that nobody loses a number unseen.',
  'failure.did.allocated.title':
    '{number} belongs to {tenant} ({count|one # such number|other # such numbers} in all).',
  'failure.did.allocated.todo': 'Take it back from there first.',
  'failure.did.import-stale.title': 'The file or the inventory has changed since you looked.',
  'failure.did.import-stale.todo': 'Look at the rows again, then import.',
  'failure.did.import-unreadable.title': 'This file can’t be read.',
  'failure.did.import-unreadable.line': 'This file can’t be read from line {line} on.',
  'failure.did.import-unreadable.todo': '{detail} Nothing was imported.',
  'failure.did.import-bad-rows.title':
    'Nothing was imported: {conflict|one # row|other # rows} in conflict, {invalid|one # row|other # rows} invalid.',
  'failure.did.import-bad-rows.todo': 'Correct them in the file, or import without them.',
  'failure.did.import-changed-since.title': '{n|one # number has|other # numbers have} changed since the import.',
  'failure.did.import-changed-since.todo': 'Nothing was undone. Changed since: {numbers}.',
  'failure.destination.not-found.title': 'What calls should go to is not here any more.',
  'failure.destination.not-found.todo': 'Choose another destination.',
  'failure.destination.in-use.title': '{n|one # thing leads|other # things lead} to {name}.',
  'failure.destination.in-use.todo': 'Say where their calls should go: {by}.',
} as const;
