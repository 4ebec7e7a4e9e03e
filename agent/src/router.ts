import { accountRouter, authRouter, type AccountDeps, type AuthDeps } from './features/access/index.ts';
import { alertRouter } from './features/alert/index.ts';
import { auditRouter } from './features/audit/index.ts';
import {
  applyRouter,
  driftRouter,
  freezeRouter,
  historyRouter,
  type ApplyRouterDeps,
  type DriftRouterDeps,
} from './features/apply/index.ts';
import { boxRouter, updateBox, type BoxDeps } from './features/box/index.ts';
import { flowRouter, promptRouter, type FlowDeps } from './features/callflow/index.ts';
import { emergencyRouter, locationRouter, type EmergencyDeps, type LocationDeps } from './features/emergency/index.ts';
import { deviceRouter, type DeviceDeps } from './features/device/index.ts';
import { didRouter, type DidDeps } from './features/did/index.ts';
import { diagnosticsRouter, type Doctor } from './features/diagnostics/index.ts';
import { handlingRouter, type HandlingDeps } from './features/handling/index.ts';
import { mailRouter, type MailDeps } from './features/mail/index.ts';
import { healthRouter, type HealthService } from './features/health/index.ts';
import { policyRouter, type PolicyDeps } from './features/policy/index.ts';
import { queueRouter, type QueueDeps } from './features/queue/index.ts';
import { selfRouter, type SelfDeps } from './features/self/index.ts';
import { spendingRouter, type SpendingDeps } from './features/spending/index.ts';
import { tenantRouter, type TenantDeps } from './features/tenant/index.ts';
import { voicemailRouter, type VoicemailDeps } from './features/voicemail/index.ts';
import { traceRouter, type TraceDeps } from './features/trace/index.ts';
import { trunkRouter, type TrunkDeps } from './features/trunk/index.ts';
import { userRouter, type UserDeps } from './features/user/index.ts';
import { router } from './rpc/index.ts';

export interface RouterDeps {
  readonly access: AuthDeps & AccountDeps;
  readonly tenant: TenantDeps;
  readonly user: UserDeps;
  readonly device: DeviceDeps;
  readonly did: DidDeps;
  readonly flow: FlowDeps;
  readonly handling: HandlingDeps;
  readonly trunk: TrunkDeps;
  readonly trace: TraceDeps;
  readonly policy: PolicyDeps;
  readonly spending: SpendingDeps;
  readonly location: LocationDeps;
  readonly emergency: EmergencyDeps;
  readonly queue: QueueDeps;
  readonly self: SelfDeps;
  readonly apply: ApplyRouterDeps;
  readonly drift: DriftRouterDeps;
  readonly box: BoxDeps;
  readonly voicemail: VoicemailDeps;
  readonly mail: MailDeps;
  readonly health: HealthService;
  readonly doctor: Doctor;
}

/** All features' procedures in one; their names are docs of the API and stay. */
export const appRouter = (deps: RouterDeps) =>
  router({
    auth: authRouter(deps.access),
    account: accountRouter(deps.access),
    tenant: tenantRouter(deps.tenant),
    user: userRouter(deps.user),
    device: deviceRouter(deps.device),
    did: didRouter(deps.did),
    flow: flowRouter(deps.flow),
    handling: handlingRouter(deps.handling),
    queue: queueRouter(deps.queue),
    prompt: promptRouter(),
    trunk: trunkRouter(deps.trunk),
    trace: traceRouter(deps.trace),
    policy: policyRouter(deps.policy),
    location: locationRouter(deps.location),
    emergency: emergencyRouter(deps.emergency),
    alert: alertRouter(),
    spending: spendingRouter(deps.spending),
    self: selfRouter(deps.self),
    audit: auditRouter(),
    // Not `apply`: tRPC reserves that word (as `call` and `then`).
    applies: applyRouter(deps.apply),
    freeze: freezeRouter(),
    history: historyRouter({
      ...deps.apply,
      updateBox,
      onDevicesChanged: ({ tenantId }) => deps.device.topics.changed(tenantId),
      handleCalls: (tag) => deps.handling.live.handleCalls(tag),
    }),
    drift: driftRouter(deps.drift),
    box: boxRouter(deps.box),
    voicemail: voicemailRouter(deps.voicemail),
    mail: mailRouter(deps.mail),
    health: healthRouter({ health: deps.health }),
    diagnostics: diagnosticsRouter({ doctor: deps.doctor }),
  });
export type AppRouter = ReturnType<typeof appRouter>;
