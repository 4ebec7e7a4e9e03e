import { transport } from '@synergycall/domain';
import { t } from '@synergycall/ui';

export const transportOptions = () =>
  transport.options.map((value) => ({ value, label: t(`device.transport.${value}`) }));
