import { account } from './account.ts';
import { apply } from './apply.ts';
import { audit } from './audit.ts';
import { box } from './box.ts';
import { callflow } from './callflow.ts';
import { cli } from './cli.ts';
import { common } from './common.ts';
import { connect } from './connect.ts';
import { device } from './device.ts';
import { did } from './did.ts';
import { drift } from './drift.ts';
import { emergency } from './emergency.ts';
import { failure } from './failure.ts';
import { flow } from './flow.ts';
import { form } from './form.ts';
import { frame } from './frame.ts';
import { handling } from './handling.ts';
import { history } from './history.ts';
import { model } from './model.ts';
import { portalCalls } from './portal-calls.ts';
import { policy } from './policy.ts';
import { portalMe } from './portal-me.ts';
import { portal } from './portal.ts';
import { tenant } from './tenant.ts';
import { trace } from './trace.ts';
import { trunk } from './trunk.ts';
import { user } from './user.ts';

/** All words of the product in English, a file per concept. */
export const en = {
  ...common,
  ...cli,
  ...failure,
  ...form,
  ...frame,
  ...connect,
  ...tenant,
  ...user,
  ...device,
  ...did,
  ...flow,
  ...callflow,
  ...apply,
  ...audit,
  ...box,
  ...portal,
  ...portalCalls,
  ...portalMe,
  ...account,
  ...history,
  ...drift,
  ...model,
  ...trunk,
  ...policy,
  ...trace,
  ...handling,
  ...emergency,
} as const;
