import { resolvedWay, targetText, type Decision } from '@synergycall/domain';
import type { Probe } from './ports.ts';

/** What the health report says of this decision. */
export function endOf(expected: Decision): Pick<Probe, 'reason' | 'resolved'> {
  switch (expected.does) {
    case 'ring':
      return { reason: 'ring', resolved: expected.members.map((member) => member.sipUsername) };
    case 'group':
      return { reason: 'group', resolved: [`group:${expected.flowId}`] };
    case 'menu':
      return { reason: 'menu', resolved: [`menu:${expected.flowId}`] };
    case 'queue':
      return { reason: 'queue', resolved: [`queue:${expected.flowId}`] };
    case 'outside':
      return { reason: 'outside', resolved: [resolvedWay(expected.way)] };
    case 'voicemail':
      return { reason: 'voicemail', resolved: [targetText(expected.box)] };
    case 'refuse':
      return { reason: expected.refusal, resolved: [] };
    case 'code':
      // A probe is nobody's phone.
      return { reason: 'unknown', resolved: [] };
    case 'emergency':
      return { reason: 'emergency', resolved: [] };
  }
}
