import { type TRPCClient } from '@trpc/client';
import type { AppRouter } from '../../agent/src/router.ts';
import { type AgentOptions, type AsteriskConnection, type RunningAgent } from '../../agent/src/main.ts';
import { type TlsMaterial } from '../../agent/src/platform/tls/index.ts';
import type { CreatedUser, CreateUser, Failure, JobView, TenantView } from '@synergycall/domain';
import type { LabAsterisk, LabAsteriskOptions } from './types.ts';
export type AgentClient = TRPCClient<AppRouter>;
/** A whole SynergyCall on real parts: PostgreSQL, Asterisk with its realtime store, the agent over HTTPS. */
export interface LabAgent {
    readonly agent: RunningAgent;
    readonly asterisk: LabAsterisk;
    readonly url: string;
    readonly tls: TlsMaterial;
    readonly options: AgentOptions;
    /** The first platform admin. */
    readonly admin: AgentClient;
    readonly adminLogin: {
        readonly email: string;
        readonly password: string;
    };
    signIn(email: string, password: string): Promise<AgentClient>;
    /** A tenant with people; applied unless `apply: false`. */
    company(name: string, people: readonly (string | Partial<CreateUser>)[], options?: {
        apply?: boolean;
        extMin?: number;
        extMax?: number;
    }): Promise<Company>;
    /** Applies and waits for the end. Throws unless it is SUCCESS. */
    apply(tenantId: TenantView['id']): Promise<JobView>;
    /** The same, however it ends. */
    tryApply(tenantId: TenantView['id']): Promise<JobView>;
    /** Stops the agent (not Asterisk) and starts it anew. */
    restartAgent(): Promise<void>;
    release(): Promise<void>;
}
export interface Company {
    readonly tenant: TenantView;
    readonly people: readonly CreatedUser[];
}
export declare const ADMIN: {
    name: string;
    email: string;
    password: string;
};
export declare function labAgent(given: Pick<LabAsteriskOptions, 'realtime' | 'handWritten' | 'mariadb'> & {
    readonly portalDirectory?: string;
}): Promise<LabAgent>;
export declare function connectionOf(asterisk: LabAsterisk): AsteriskConnection;
/** The failure a call ended with; throws when it succeeded or broke otherwise. */
export declare function failureOf(call: Promise<unknown>): Promise<Failure>;
