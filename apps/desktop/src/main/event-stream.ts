export interface ServerSentEvent {
  event: string;
  data: string;
}

/**
 * Reads Server-Sent Events from chunks cut anywhere: feed it text, it calls back once per event.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html, without ids (our topics are snapshots).
 */
export function eventStream(onEvent: (event: ServerSentEvent) => void): (chunk: string) => void {
  let rest = '';
  let event = 'message';
  let data: string[] = [];
  return (chunk) => {
    rest += chunk;
    // A CR at the very end may be half of a CRLF.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0 || event !== 'message') onEvent({ event, data: data.join('\n') });
        event = 'message';
        data = [];
        continue;
      }
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'event') event = value;
      else if (field === 'data') data.push(value);
    }
  };
}
