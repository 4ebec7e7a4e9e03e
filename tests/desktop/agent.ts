import { startFakeAgent, type FakeAgent } from './fake-agent/index.ts';

/** What the spec needs of an agent: where it is and what opens its first door. */
export interface AgentUnderTest {
  name: 'fake agent' | 'real agent';
  url: string;
  caFingerprint: string | undefined;
  bootstrapCode: string;
  stop: () => Promise<void>;
  /** Knobs that only the fake one has. */
  fake: FakeAgent | undefined;
}

/**
 * A freshly started real agent named by DESKTOP_AGENT_URL and DESKTOP_BOOTSTRAP_CODE (DESKTOP_CA_FINGERPRINT if it is to
 * be compared), else the fake one.
 */
export async function agentUnderTest(): Promise<AgentUnderTest> {
  const { DESKTOP_AGENT_URL: url, DESKTOP_BOOTSTRAP_CODE: code, DESKTOP_CA_FINGERPRINT: fingerprint } = process.env;
  if (url !== undefined && code !== undefined)
    return {
      name: 'real agent',
      url,
      caFingerprint: fingerprint,
      bootstrapCode: code,
      stop: () => Promise.resolve(),
      fake: undefined,
    };
  const fake = await startFakeAgent();
  return {
    name: 'fake agent',
    url: fake.url,
    caFingerprint: fake.caFingerprint,
    bootstrapCode: fake.state.bootstrapCode,
    stop: fake.stop,
    fake,
  };
}
