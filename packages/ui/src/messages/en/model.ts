/** Why a model can't be applied. The admins' alone: the portal never asks for an apply. */
export const model = {
  'model.duplicate-extension': 'Extension {extension} belongs to {users}. Give each of them one of their own.',
  'model.dangling-user': 'The device “{device}” belongs to a user who is gone. Revoke it or give it to someone.',
  'model.extension-shadows-emergency':
    '{user} has extension {extension}, which would catch calls to {emergencyNumber}. Choose another.',
  'model.unrenderable-name':
    'The name of {user} can’t be written into Asterisk’s configuration ({reason}). Change the name.',
  'model.invalid-number':
    '“{number}” is no public number: it needs a plus sign and 7 to 15 digits, such as +15550100. Remove it.',
  'model.duplicate-number': 'The number {number} is there twice. Remove one of the two.',
  'model.dangling-destination':
    'The number {number} leads to somebody or something that is gone. Assign it to another destination, or to none.',
  'model.dangling-default':
    'Calls to numbers without a destination go to somebody or something that is gone. Choose another default for the company.',
  // Ways on of ring groups, schedules and menus, as problems and changes name them.
  'flow.exit.noanswer': 'nobody answers',
  'flow.exit.open': 'open',
  'flow.exit.closed': 'closed',
  'flow.exit.holiday': 'holiday',
  'flow.exit.key1': 'key 1',
  'flow.exit.key2': 'key 2',
  'flow.exit.key3': 'key 3',
  'flow.exit.key4': 'key 4',
  'flow.exit.key5': 'key 5',
  'flow.exit.key6': 'key 6',
  'flow.exit.key7': 'key 7',
  'flow.exit.key8': 'key 8',
  'flow.exit.key9': 'key 9',
  'flow.exit.key0': 'key 0',
  'flow.exit.keystar': 'key *',
  'flow.exit.keyhash': 'key #',
  // Of a menu and of a queue: what names it knows only the way on.
  'flow.exit.timeout': 'nobody answers or presses a key in time',
  'flow.exit.invalid': 'a wrong key is pressed',
  'flow.exit.full': 'too many wait',
  'flow.exit.empty': 'no agent is there',
  'model.dangling-exit': '{flow}: “{exit}” leads to somebody or something that is gone. Choose where those calls go.',
  'model.dangling-member': '{flow} rings a person who is gone. Take them out of the group.',
  'model.too-many-members': '{flow} has {count} members; at most {max} can ring. Take some out.',
  'model.flow-loop': 'Calls would go round: {flows}. Lead one of them elsewhere.',
  'model.rule-invalid': 'Rule {rule}, {name}, of the policy {policy} can’t be used. {why}',
  'model.rule-without-schedule':
    'Rule {rule}, {name}, of the policy {policy} goes by hours that are not here. Choose others, or none.',
  'model.rule-foreign-trunk':
    'Rule {rule}, {name}, of the policy {policy} names a trunk that is not here. Take it out.',
  'model.too-many-rules': 'The policy {policy} has {count} rules, more than {max}. Put some of them together.',
  'model.dangling-policy': '{user} has an outbound policy that is gone. Choose another.',
  'model.dangling-default-policy': 'The default for calls out is a policy that is gone. Choose another.',
  'model.foreign-caller-id': '{user} shows {number} outside, which is no number of this company. Choose another.',
  'model.foreign-default-caller-id':
    '{number} is shown outside, which is no number of this company. Choose another in the settings of calls out.',
  'model.prefix-swallows-emergency':
    'Whoever dials the prefix {prefix} calls {emergencyNumber}. Choose another prefix in the settings of calls out.',
  'model.foreign-username': 'The device “{device}” has a SIP username of another tenant. Revoke it and add a new one.',
  'model.invalid-extension': '{user} has {extension}, which is no extension: it takes 2 to 6 digits. Choose another.',
  'model.invalid-emergency-number':
    '“{number}” is no emergency number: it takes 3 to 5 digits. Correct it in the box’s settings.',
  'model.duplicate-username': 'The devices {devices} have the same SIP username. Revoke one and add a new one.',
  'model.too-many-devices': '{user} has {count} devices; at most {max} can ring together. Revoke some.',
} as const;
