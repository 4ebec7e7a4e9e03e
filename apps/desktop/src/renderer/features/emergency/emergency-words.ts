import type { EmergencyCallView } from '@synergycall/domain';
import { t } from '@synergycall/ui';
import { inOneLine } from './location-values.ts';

/** Names are those of the moment of the call. */
export const personIn = ({ userName }: EmergencyCallView): string => userName || t('emergency.call.nobody');

export const placeIn = ({ locationName }: EmergencyCallView): string => locationName || t('emergency.call.nowhere');

/** Where it is not, there was nobody whom a location could name. */
export const isPlaceKnown = ({ locationId }: EmergencyCallView): boolean => locationId !== null;

/** "Head office, 1 Main Street, Berlin": what whoever sends help has to know. */
export const wholePlaceIn = (emergencyCall: EmergencyCallView): string =>
  [placeIn(emergencyCall), inOneLine(emergencyCall.address)].filter((part) => part !== '').join(', ');
