import { logicalLines } from '../lines.ts';

/** What a reload of res_pjsip passes over without a word, or for which it refuses an object and keeps the old one (22.10.1). */
export interface PjsipProblem {
  readonly file: string;
  readonly line: number;
  readonly section: string | null;
  readonly problem:
    | 'syntax'
    | 'no-section'
    | 'no-type'
    | 'unknown-type'
    | 'unknown-option'
    | 'bad-value'
    | 'duplicate'
    | 'missing-object'
    | 'identified-by-name';
  readonly what: string;
}

const YES_NO = /^(yes|no)$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,78}$/;
const NUMBER = /^\d{1,9}$/;
const URI = /^sip:([A-Za-z0-9+._-]+@)?[A-Za-z0-9.-]+(:\d{1,5})?(;transport=(tcp|tls))?$/;
const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?$/;
const CODECS = /^(opus|g722|alaw|ulaw|g729|gsm)(,(opus|g722|alaw|ulaw|g729|gsm))*$/;

/** What we write, and no more: each type with its options and how their values look. */
const TYPES: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  endpoint: {
    context: NAME,
    disallow: /^all$/,
    allow: CODECS,
    aors: NAME,
    identify_by: /^ip$/,
    outbound_auth: NAME,
    from_user: /^[A-Za-z0-9+][A-Za-z0-9+._-]*$/,
    from_domain: /^[A-Za-z0-9.-]+$/,
    accountcode: NAME,
    direct_media: YES_NO,
    rtp_symmetric: YES_NO,
    force_rport: YES_NO,
    rewrite_contact: YES_NO,
    trust_id_inbound: YES_NO,
    send_connected_line: YES_NO,
    send_pai: YES_NO,
    send_rpid: YES_NO,
    allow_transfer: YES_NO,
    allow_subscribe: YES_NO,
    media_encryption: /^(no|sdes)$/,
    media_encryption_optimistic: YES_NO,
    language: /^[a-z]{2}$/,
  },
  aor: { contact: URI, qualify_frequency: NUMBER },
  registration: {
    server_uri: URI,
    client_uri: URI,
    contact_user: NAME,
    outbound_auth: NAME,
    endpoint: NAME,
    line: YES_NO,
    expiration: NUMBER,
    retry_interval: NUMBER,
    forbidden_retry_interval: NUMBER,
    fatal_retry_interval: NUMBER,
    max_retries: NUMBER,
    max_random_initial_delay: NUMBER,
    auth_rejection_permanent: YES_NO,
  },
  identify: { endpoint: NAME, match: ADDRESS, srv_lookups: YES_NO },
};
/** May be given several times. */
const REPEATED: ReadonlySet<string> = new Set(['match']);

interface Found {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly settings: { readonly line: number; readonly key: string; readonly value: string }[];
}

/**
 * Is a set of generated PJSIP files sound? SECURITY: an endpoint that does not say `identify_by=ip` is refused: without
 * a password whoever writes its name into From would be taken for it.
 */
export function checkPjsip(files: readonly { readonly path: string; readonly text: string }[]): PjsipProblem[] {
  const problems: PjsipProblem[] = [];
  const found = files.flatMap((file) => read(file, problems));
  const typed = new Map<string, Found>();
  for (const section of found) {
    const type = checkSection(section, problems);
    if (type === undefined) continue;
    const key = `${type} ${section.name}`;
    if (typed.has(key)) problems.push(say(section, 'duplicate', key));
    typed.set(key, section);
  }
  for (const [key, section] of typed) {
    const value = (name: string): string | undefined => section.settings.find((one) => one.key === name)?.value;
    const type = key.split(' ')[0] ?? '';
    const wants = type === 'endpoint' ? `aor ${value('aors') ?? ''}` : `endpoint ${value('endpoint') ?? ''}`;
    if (type !== 'aor' && !typed.has(wants)) problems.push(say(section, 'missing-object', wants));
    if (type === 'endpoint' && value('identify_by') !== 'ip')
      problems.push(say(section, 'identified-by-name', section.name));
  }
  return problems;
}

function read({ path, text }: { readonly path: string; readonly text: string }, problems: PjsipProblem[]): Found[] {
  const sections: Found[] = [];
  for (const { line, content } of logicalLines(text)) {
    const name = /^\[([^\]]+)\]$/.exec(content)?.[1];
    const setting = /^([A-Za-z0-9_]+)\s*=\s*(.*)$/.exec(content);
    const current = sections.at(-1);
    if (name !== undefined) sections.push({ file: path, line, name, settings: [] });
    else if (!setting) problems.push({ file: path, line, section: null, problem: 'syntax', what: content });
    else if (!current) problems.push({ file: path, line, section: null, problem: 'no-section', what: content });
    else current.settings.push({ line, key: setting[1] ?? '', value: (setting[2] ?? '').replaceAll('\\;', ';') });
  }
  return sections;
}

/** @returns the type; undefined if it is none */
function checkSection(section: Found, problems: PjsipProblem[]): string | undefined {
  const type = section.settings.find(({ key }) => key === 'type')?.value;
  if (type === undefined) {
    problems.push(say(section, 'no-type', section.name));
    return undefined;
  }
  const options = TYPES[type];
  if (!options) {
    problems.push(say(section, 'unknown-type', type));
    return undefined;
  }
  const seen = new Set<string>();
  for (const { line, key, value } of section.settings) {
    const at = { ...section, line };
    if (seen.has(key) && !REPEATED.has(key)) problems.push(say(at, 'duplicate', key));
    seen.add(key);
    if (key === 'type') continue;
    const form = Object.hasOwn(options, key) ? options[key] : undefined;
    if (!form) problems.push(say(at, 'unknown-option', key));
    else if (!form.test(value)) problems.push(say(at, 'bad-value', key));
  }
  return type;
}

const say = (
  { file, line, name }: Pick<Found, 'file' | 'line' | 'name'>,
  problem: PjsipProblem['problem'],
  what: string,
): PjsipProblem => ({ file, line, section: name, problem, what });
