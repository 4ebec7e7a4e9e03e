import { keyring } from '../../platform/crypto/index.ts';
import { openDatabase, type AppDatabase, type TenantScope, type TenantTx } from '../../platform/database/index.ts';
import { mintPlatformScope, mintTenantScope, orThrow, systemActor } from '../../rpc/index.ts';
import {
  createTenantInput,
  createUserInput,
  type BoxId,
  type CreatedUser,
  type TenantId,
  type TenantView,
} from '@synergycall/domain';
import type { z } from 'zod';
import { ensureBox } from '../box/index.ts';
import { userDevices, type CredentialDeps } from '../device/index.ts';
import { userNumbers } from '../did/index.ts';
import { createTenant } from '../tenant/index.ts';
import { createUser } from './user.service.ts';

/** The services on a real database, as main puts them together, without rpc and Asterisk: for tests and benches. */
export interface Office {
  readonly database: AppDatabase;
  readonly deps: CredentialDeps & {
    readonly devices: ReturnType<typeof userDevices>;
    readonly numbers: typeof userNumbers;
  };
  readonly platform: ReturnType<typeof mintPlatformScope>;
  readonly boxId: BoxId;
  tenant(wish?: Partial<z.input<typeof createTenantInput>>): Promise<{ tenant: TenantView; scope: TenantScope }>;
  user(scope: TenantScope, wish?: Partial<z.input<typeof createUserInput>>): Promise<CreatedUser>;
  /** A service's change as a procedure would run it: a failure rolls back and is thrown. */
  run<T>(scope: TenantScope, work: (tx: TenantTx) => Promise<Parameters<typeof orThrow<T>>[0]>): Promise<T>;
  close(): Promise<void>;
}

const actor = systemActor('test');
export const scopeOf = (id: TenantId): TenantScope => mintTenantScope(id, actor);
/** One key for all processes of a test. */
const KEY = { current: 'k1test', keys: { k1test: Buffer.alloc(32, 7).toString('base64') } };

/** `url`: a migrated database. */
export async function office(url: string, options: { poolSize?: number } = {}): Promise<Office> {
  const database = openDatabase(url, options);
  const platform = mintPlatformScope(actor);
  const credentials: CredentialDeps = {
    keyring: keyring(KEY),
    signalling: () => ({ address: '192.0.2.10', udp: 5060, tcp: 5060, tls: 5061, wss: 8089 }),
  };
  const deps = { ...credentials, devices: userDevices(credentials), numbers: userNumbers };
  const box = await ensureBox(database, platform, { name: 'box' });
  let count = 0;
  const run: Office['run'] = (scope, work) => database.inTenant(scope, async (tx) => orThrow(await work(tx)));
  return {
    database,
    deps,
    platform,
    boxId: box.id,
    run,
    async tenant(wish = {}) {
      count += 1;
      const input = createTenantInput.parse({ name: `Tenant ${process.pid}-${count}`, ...wish });
      const tenant = await database.inPlatform(platform, async (tx) => orThrow(await createTenant(tx, box.id, input)));
      return { tenant, scope: scopeOf(tenant.id) };
    },
    user(scope, wish = {}) {
      const input = createUserInput.parse({ name: 'Ann Lee', tenantId: scope.tenantId, ...wish });
      return run(scope, (tx) => createUser(deps, tx, input));
    },
    close: () => database.close(),
  };
}
