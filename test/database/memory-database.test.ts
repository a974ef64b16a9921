// The simulator's database beside the real ones: whatever it takes, it must answer with the same
// rows and refuse with the same codes.

import { expect, test } from 'vitest';
import type { Database } from '../../src/server/database.ts';
import { memoryDatabase } from '../../src/sim/sql/memory-database.ts';
import { describeDatabases } from '../support/database-suite.ts';
import { ASSORTED, SETUP, type Assorted } from './assorted-statements.ts';
import { randomStatements } from './random-statements.ts';

/** The rows, or the code of the refusal. */
async function answerOf(database: Database, statement: Assorted): Promise<unknown> {
  const [sql, parameters] = typeof statement === 'string' ? [statement, []] : statement;
  try {
    return await database.query(sql, parameters);
  } catch (error) {
    return (error as { readonly code?: string }).code ?? String(error);
  }
}

/** Of rows that have no order the one that their texts have. */
function sorted(answer: unknown): unknown {
  if (!Array.isArray(answer)) return answer;
  return answer.map((row) => JSON.stringify(row)).sort();
}

const ROUNDS = 5;
const STATEMENTS = 60;

describeDatabases(
  'the database in memory beside another',
  (open) => {
    test.each(Object.entries(ASSORTED))('answers alike: %s', async (_, statements) => {
      const [real, memory] = [await open(), memoryDatabase()];
      for (const statement of [...SETUP, ...statements]) {
        const [wanted, got] = [await answerOf(real, statement), await answerOf(memory, statement)];
        expect({ statement, answer: got }).toEqual({ statement, answer: wanted });
      }
    });

    test.each(Array.from({ length: ROUNDS }, (_, index) => index + 1))(
      'answers alike what chance asks, round %i',
      async (seed) => {
        const [real, memory] = [await open(), memoryDatabase()];
        for (const statement of randomStatements(seed, STATEMENTS)) {
          const wanted = sorted(await answerOf(real, statement));
          const got = sorted(await answerOf(memory, statement));
          expect({ statement, answer: got }).toEqual({ statement, answer: wanted });
        }
      },
    );
  },
  ['PGlite', 'PostgreSQL'],
);
