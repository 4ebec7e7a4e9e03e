/** Trunks: the links to carriers. */
export const trunk = {
  'failure.trunk.not-found.title': 'This trunk is not here any more.',
  'failure.trunk.not-found.todo': 'Look at the list again: somebody may have removed it.',
  'failure.trunk.name-taken.title': 'There is a trunk {name} already.',
  'failure.trunk.name-taken.todo': 'Choose another name.',
  'failure.trunk.platform-only.title': 'The trunk {name} belongs to the platform.',
  'failure.trunk.platform-only.todo': 'Ask a platform admin: addresses and shared trunks are theirs.',
  'failure.trunk.match-overlaps.title': '{address} overlaps {other} of the trunk {name}.',
  'failure.trunk.match-overlaps.todo':
    'Nothing would tell their calls apart. Keep the address in one of them, or let the other one register.',
  'failure.trunk.match-covers-phone.title': '{address} covers the address of the phone {phone}.',
  'failure.trunk.match-covers-phone.todo': 'Name the carrier’s own addresses, or allow it explicitly.',
  'failure.trunk.private-address.title': '{address} is no public address.',
  'failure.trunk.private-address.todo': 'A platform admin can allow private addresses for this trunk.',
  'failure.trunk.host-is-box.title': '{host} is this box itself.',
  'failure.trunk.host-is-box.todo': 'Name the carrier’s host.',
  'failure.trunk.credentials-missing.title': 'The trunk {name} needs a user name and a password to register.',
  'failure.trunk.credentials-missing.todo': 'Give both.',
  'failure.trunk.addresses-unwanted.title': 'The trunk {name} registers, so it has no addresses of its own.',
  'failure.trunk.addresses-unwanted.todo': 'Leave the addresses out, or make a trunk that is known by its address.',
} as const;
