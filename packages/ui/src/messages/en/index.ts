import { account } from './account.ts';
import { apply } from './apply.ts';
import { audit } from './audit.ts';
import { box } from './box.ts';
import { common } from './common.ts';
import { connect } from './connect.ts';
import { device } from './device.ts';
import { failure } from './failure.ts';
import { frame } from './frame.ts';
import { portal } from './portal.ts';
import { tenant } from './tenant.ts';
import { user } from './user.ts';

/** All words of the product in English, a file per concept. */
export const en = {
  ...common,
  ...failure,
  ...frame,
  ...connect,
  ...tenant,
  ...user,
  ...device,
  ...apply,
  ...audit,
  ...box,
  ...portal,
  ...account,
} as const;
