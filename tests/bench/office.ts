import { switchboard } from '../../agent/src/features/user/caller.fake.ts';
import { office, type Office } from '../../agent/src/features/user/office.fake.ts';
import { labPostgres } from '../lab/index.ts';

/** The features of people and phones on a fresh database of the lab (its fsync is off: a commit's flush comes on top). */
export async function benchOffice(): Promise<{
  agent: Office;
  url: string;
  board: ReturnType<typeof switchboard>;
  readonly close: () => Promise<void>;
}> {
  const server = await labPostgres();
  const lab = await server.createMigrated();
  const agent = await office(lab.url);
  const board = switchboard(agent);
  return {
    agent,
    url: lab.url,
    board,
    async close() {
      board.close();
      await agent.close();
      await server.release();
    },
  };
}
