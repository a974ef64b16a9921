// Replays one run and says all of it: what broke, how much happened, what is left when it was cut
// down, the story. Knows the terminal's words; the run itself is handed in.

import { planOf, type KeptStory } from '../corpus/corpus.ts';
import type { Violation } from '../history.ts';
import type { Outcome } from '../outcome.ts';
import type { Plan } from '../plan.ts';
import { runToTheEnd, type Runner } from '../runner.ts';
import { faultsOf, shrink, worstOf } from '../shrink.ts';
import { storyPage } from '../story/page.ts';
import { storyPicture } from '../story/picture.ts';
import { tellStory } from '../story/tell.ts';
import { mostLanesInText, storyText, type Paint } from '../story/text.ts';
import { serverWords } from '../story/words.ts';
import { differenceOf } from './batch.ts';
import { counted, virtualTime, whole } from './figures.ts';
import { Mistyped, type ReplayCommand, type StoryPlace } from './options.ts';
import { readPlan, savePlan } from './saved-plan.ts';
import { keptCommand, planCommand, replayCommand } from './summary.ts';
import { writeWhole } from './written.ts';

export interface ReplayPorts {
  readonly runner: Runner;
  readonly corpus: readonly KeptStory[];
  readonly say: (text: string) => void;
  /** What is being done, while it is; empty: nothing. */
  readonly show: (words: string) => void;
  readonly paint: Paint;
}

/** Whether every promise was kept. */
export async function replay(command: ReplayCommand, ports: ReplayPorts): Promise<boolean> {
  const { runner, say } = ports;
  const plan = await plannedBy(command, ports);
  const outcome = await runToTheEnd(plan, runner.runPlan);
  const twice = differenceOf(outcome, await runToTheEnd(plan, runner.runPlan));
  const violations = twice === null ? outcome.violations : [twice, ...outcome.violations];
  const worst = worstOf(outcome.violations);
  let told: Outcome = { ...outcome, violations };
  say(factsOf(told));
  // A story in the terminal begins and ends with what was broken.
  const isToldNext = command.story.type === 'terminal' && !(command.shrinks && worst !== null);
  if (!isToldNext) say(`${verdictOf(told)}\n\n`);
  if (command.shrinks && worst !== null) {
    told = await cutDown(outcome, worst, ports);
  } else if (command.shrinks) {
    say('Nothing to cut down: a plan shrinks by what it breaks.\n');
  }
  tell(told, command, ports);
  if (command.save !== null) {
    savePlan(command.save, told.plan);
    say(`The plan is in ${command.save}; --plan ${command.save} runs it again.\n`);
  }
  return violations.length === 0;
}

async function plannedBy({ source }: ReplayCommand, ports: ReplayPorts): Promise<Plan> {
  const { drawPlan } = ports.runner;
  switch (source.type) {
    case 'seed':
      return drawPlan(source.seed, source.store);
    case 'plan':
      return readPlan(source.file);
    case 'kept':
      return planOf(keptStory(source.name, ports.corpus), drawPlan);
    default:
      return source satisfies never;
  }
}

function keptStory(name: string, corpus: readonly KeptStory[]): KeptStory {
  const story = corpus.find((kept) => kept.name === name);
  if (story !== undefined) return story;
  const names = corpus.map((kept) => `\n  ${kept.name}`).join('');
  throw new Mistyped(`No story is kept as "${name}". Those that are:${names}`);
}

function factsOf({ plan, hash, totals }: Outcome): string {
  const happened = [
    counted(totals.exchanges, 'exchange'),
    counted(totals.statements, 'statement'),
    counted(totals.presses, 'press of Pay', 'presses of Pay'),
    counted(totals.payments, 'payment'),
    counted(totals.faults, 'fault'),
  ];
  return `seed ${plan.seed}, ${plan.store}, ${serverWords(plan.servers)}, ${virtualTime(totals.virtualMs)}
${happened.join(', ')}
hash ${hash}

`;
}

function verdictOf({ violations }: Outcome): string {
  return violations.length === 0 ? 'Every promise was kept.' : violationWords(violations);
}

export function violationWords(violations: readonly Violation[]): string {
  return violations
    .map(({ promise, words, level }) => {
      const whose = level === 'layer' ? ' (of one layer)' : '';
      return `✗ ${promise}${whose}\n  ${words}`;
    })
    .join('\n');
}

async function cutDown(outcome: Outcome, worst: Violation, ports: ReplayPorts): Promise<Outcome> {
  const { runner, say, show } = ports;
  const small = await shrink(outcome, worst.promise, runner.runPlan, {
    onRun: (runs, { acts, troubles }) =>
      show(`cutting down: ${runs} runs, ${acts.length} acts, ${troubles.length} troubles left`),
  });
  show('');
  const short = small.isCutShort ? ' It could be smaller still: the runs were used up.' : '';
  say(`Cut down in ${whole(small.runs)} runs.${short} What is left:\n`);
  say(planWords(small.outcome));
  return small.outcome;
}

/** Acts, troubles and faults that struck, one a line. */
export function planWords(outcome: Outcome): string {
  const { acts, troubles, servers } = outcome.plan;
  const lines = [
    `  ${serverWords(servers)}`,
    ...[...acts, ...troubles].map(({ id: _id, atMs, ...rest }) => {
      const { type, ...details } = rest;
      const words = Object.entries(details).map(([name, value]) => `${name} ${String(value)}`);
      return `  ${`+${atMs / 1000} s`.padEnd(12)} ${type.padEnd(16)} ${words.join(', ')}`;
    }),
    ...faultsOf(outcome).map(({ key, kind }) => `  fault        ${kind.padEnd(16)} ${key}`),
  ];
  return `${lines.join('\n')}\n\n`;
}

function tell(told: Outcome, command: ReplayCommand, ports: ReplayPorts): void {
  const again = commandWords(command);
  switch (command.story.type) {
    case 'none':
      return;
    case 'terminal':
      ports.say(storyInText(told, again, ports.paint));
      return;
    case 'file':
      writeWhole(command.story.file, storyFile(told, again, command.story));
      ports.say(`The story is in ${command.story.file}.\n`);
      return;
    default:
      command.story satisfies never;
  }
}

/** Tab by tab where there is room for it, else shopper by shopper. */
export function storyInText(outcome: Outcome, command: string, paint: Paint): string {
  const fine = tellStory(outcome, { command });
  const fits = fine.lanes.length <= mostLanesInText();
  return storyText(fits ? fine : tellStory(outcome, { command, detail: 'shoppers' }), paint);
}

function storyFile(
  outcome: Outcome,
  command: string,
  { format }: Extract<StoryPlace, { type: 'file' }>,
): string {
  const story = tellStory(outcome, { command });
  return format === 'html' ? storyPage(story, outcome.history) : storyPicture(story);
}

/** The command that tells the same story again. */
function commandWords({ source, shrinks }: ReplayCommand): string {
  return `${runWords(source)}${shrinks ? ' --shrink' : ''} --story`;
}

function runWords(source: ReplayCommand['source']): string {
  switch (source.type) {
    case 'seed':
      return replayCommand(source.seed, source.store);
    case 'plan':
      return planCommand(source.file);
    case 'kept':
      return keptCommand(source.name);
    default:
      return source satisfies never;
  }
}
